package pwsh

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	folder := t.TempDir()
	executable := func(folder, name string) string {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	full := executable(filepath.Join(folder, "both"), "pwsh")
	executable(filepath.Join(folder, "both"), "pwsh-lite")
	lite := executable(filepath.Join(folder, "lite"), "pwsh-lite")
	plain := filepath.Join(folder, "plain")
	if err := os.WriteFile(plain, nil, 0o600); err != nil {
		t.Fatal(err)
	}

	for _, test := range []struct{ name, setting, path, want, fails string }{
		{"auto prefers pwsh", "auto", "both", full, ""},
		{"auto takes pwsh-lite where there is no pwsh", "auto", "lite", lite, ""},
		{"auto does without", "auto", "none", "", ""},
		{"off is none, whatever is there", "off", "both", "", ""},
		{"a path is taken as it is", lite, "none", lite, ""},
		{"a name is looked for on PATH", "pwsh-lite", "lite", lite, ""},
		{"a path that is not there is an error", filepath.Join(folder, "nothing"), "both", "", "want auto, off or the path"},
		{"a file that can't be executed is an error", plain, "both", "", "permission denied"},
		{"nothing is an error", "", "both", "", "is empty"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("PATH", filepath.Join(folder, test.path))
			got, err := Find(test.setting)
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if (err != nil) != (test.fails != "") || err != nil && !strings.Contains(err.Error(), test.fails) {
				t.Errorf("error %v, want %q", err, test.fails)
			}
		})
	}
}
