package option

import (
	"os"
	"path/filepath"
	"testing"
)

func TestParseFiles(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "there")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, path, wrong string
		parse             func(string) (string, error)
	}{
		{"an existing file", file, "", ParseExistingFile},
		{"a file that isn't there", filepath.Join(dir, "gone"), "no such file", ParseExistingFile},
		{"a directory in place of a file", dir, "is not a regular file", ParseExistingFile},
		{"no path at all", "", "is empty", ParseExistingFile},
		{"a path with a zero byte", "a\x00b", "can't be used", ParseExistingFile},
		{"a new file", filepath.Join(dir, "new"), "", ParseNewFile},
		{"a file to replace", file, "", ParseNewFile},
		{"a new file in the current directory", "new", "", ParseNewFile},
		{"a new file where there is no directory", filepath.Join(dir, "gone", "new"), "its directory: no such file", ParseNewFile},
		{"a new file below a file", filepath.Join(file, "new"), "is a file", ParseNewFile},
		{"a directory to replace", dir, "not a regular file", ParseNewFile},
		{"a device to replace", os.DevNull, "not a regular file", ParseNewFile},
		{"no new path at all", "", "is empty", ParseNewFile},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.parse(tt.path)
			if tt.wrong != "" {
				refusal(t, err, tt.wrong)
				return
			}
			if err != nil || got != tt.path {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}
