package folder_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"patchline/internal/report/folder"
)

func read(t *testing.T, path string) string {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestFilesAreWrittenInPlaceOfOldOnes(t *testing.T) {
	path := t.TempDir()
	for _, body := range []string{"first and longer", "second"} {
		f := folder.In(path)
		if err := f.Write("pages/a.html", []byte(body)); err != nil {
			t.Fatal(err)
		}
		if got := read(t, filepath.Join(path, "pages", "a.html")); got != body || !slices.Equal(f.Names(), []string{"pages/a.html"}) {
			t.Errorf("it has %q; the names are %v", got, f.Names())
		}
	}
}

func TestAFileThatIsALinkIsNotWrittenThrough(t *testing.T) {
	path, mine := t.TempDir(), filepath.Join(t.TempDir(), "mine")
	if err := os.WriteFile(mine, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(mine, filepath.Join(path, "index.html")); err != nil {
		t.Skipf("no links here: %v", err)
	}
	if err := folder.In(path).Write("index.html", []byte("page")); err != nil {
		t.Fatal(err)
	}
	if got := read(t, mine); got != "mine" {
		t.Errorf("what the link leads to is now %q", got)
	}
}

func TestTheBeginningOfAHistoryIsWrittenOnce(t *testing.T) {
	path := t.TempDir()
	f := folder.In(path)
	for _, row := range []string{"1\n", "2\n"} {
		for _, name := range []string{"a/part.csv", "b/part.csv"} {
			if err := f.Append(name, []byte("head\n"), []byte(row)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, name := range f.Names() {
		if got := read(t, f.Path(name)); got != "head\n1\n2\n" {
			t.Errorf("%s has %q", name, got)
		}
	}
}

func TestAFolderThatCannotBeWrittenIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f := folder.In(path)
	if err := f.Write("a", nil); err == nil {
		t.Error("writing below a file is no error")
	}
	if err := f.Append("a", nil, nil); err == nil {
		t.Error("appending below a file is no error")
	}
}
