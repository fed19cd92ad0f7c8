package docgen

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// onDisk writes the sources into a folder.
func onDisk(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range sources() {
		if err := writeFile(filepath.Join(root, name), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// files are those below a folder, by path.
func files(t *testing.T, root string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		found[filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func details(t *testing.T, o Options) (Details, error) {
	t.Helper()
	outcome, err := Run(o)
	d, _ := outcome.Details.(Details)
	return d, err
}

func TestDocgenWritesWhatHasChangedAndTakesAwayWhatIsNoMore(t *testing.T) {
	root := onDisk(t)
	first, err := details(t, Options{Documents: root})
	if err != nil {
		t.Fatal(err)
	}
	built := build(t, nil)
	want := []string{"README.md"}
	for name := range built.Files {
		want = append(want, "dist/"+name)
	}
	slices.Sort(want)
	if !slices.Equal(first.Changed, want) || len(first.Removed) > 0 || !slices.Equal(first.Documents, []string{"Acme-Install", "Acme-Update"}) {
		t.Errorf("got %+v, want %q", first, want)
	}
	for name, data := range built.Files {
		if got, err := os.ReadFile(filepath.Join(root, "dist", name)); err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s: %v, %q", name, err, got)
		}
	}
	second, err := details(t, Options{Documents: root})
	if err != nil || len(second.Changed)+len(second.Removed) > 0 {
		t.Errorf("again: %+v, %v", second, err)
	}
	if err := os.RemoveAll(filepath.Join(root, "Acme-Install")); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(root, "module")); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(filepath.Join(root, "dist", "notes.txt"), []byte("mine")); err != nil {
		t.Fatal(err)
	}
	third, err := details(t, Options{Documents: root})
	if err != nil || len(third.Removed) != 3 {
		t.Errorf("without a document: %+v, %v", third, err)
	}
	left := slices.Sorted(maps.Keys(files(t, filepath.Join(root, "dist"))))
	if !slices.Equal(left, []string{"Acme-Update.json", "notes.txt"}) {
		t.Errorf("left: %q", left)
	}
}

func TestCheckListsWhatDiffersAndWritesNothing(t *testing.T) {
	root := onDisk(t)
	if _, err := Run(Options{Documents: root}); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(Options{Documents: root, Check: true}); err != nil {
		t.Errorf("what was just built: %v", err)
	}
	for name, text := range map[string]string{
		"module/store.ps1":                    "function Write-Store {\n    param($Text)\n    Write-Output \"$Text!\"\n}\n",
		"dist/Acme-Old.json":                  "{}\n",
		"dist/scripts/" + "0123" + "/Old.ps1": "exit 0\n",
	} {
		if err := writeFile(filepath.Join(root, name), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(root, "dist", "Acme-Update.json")); err != nil {
		t.Fatal(err)
	}
	before := files(t, root)
	_, err := Run(Options{Documents: root, Check: true})
	if err == nil {
		t.Fatal("it took the files for current")
	}
	for _, want := range []string{
		"dist/Acme-Install.json: is not as", "dist/Acme-Update.json: is not as", "dist/schema-1.2/Acme-Install.json: is not as",
		"README.md: is not as", "dist/Acme-Old.json: belongs to nothing", "dist/scripts/0123/Old.ps1: belongs to nothing", "8 files are not current",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("it does not say %q:\n%v", want, err)
		}
	}
	if !maps.Equal(files(t, root), before) {
		t.Error("it has changed files")
	}
}

func TestNothingIsWrittenWhereTheSourcesHaveProblems(t *testing.T) {
	root := onDisk(t)
	if err := writeFile(filepath.Join(root, installScript), []byte("exit 3010\n")); err != nil {
		t.Fatal(err)
	}
	before := files(t, root)
	if _, err := Run(Options{Documents: root}); err == nil {
		t.Error("it took them")
	}
	if !maps.Equal(files(t, root), before) {
		t.Error("it has changed files")
	}
}
