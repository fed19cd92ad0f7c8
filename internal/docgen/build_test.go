package docgen

import (
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"patchline/internal/run"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestDocumentsAreBuiltAsTheyAreKept(t *testing.T) {
	built := build(t, nil)
	folder := filepath.Join("testdata", "dist")
	if *update {
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
		for name, data := range built.Files {
			if err := writeFile(filepath.Join(folder, name), data); err != nil {
				t.Fatal(err)
			}
		}
	}
	var kept []string
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, relErr := filepath.Rel(folder, path)
			kept = append(kept, filepath.ToSlash(name))
			return relErr
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := sorted(built.Files); !slices.Equal(got, slices.Sorted(slices.Values(kept))) {
		t.Errorf("got %q, want %q", got, kept)
	}
	for name, got := range built.Files {
		want, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestTheSameSourcesGiveTheSameBytesWhateverTheirLineEnds(t *testing.T) {
	want := build(t, nil)
	windows := change{}
	for name, text := range sources() {
		windows[name] = strings.ReplaceAll(text, "\n", "\r\n")
	}
	for name, c := range map[string]change{"again": nil, "with CRLF": windows} {
		got := build(t, c)
		if !maps.EqualFunc(got.Files, want.Files, func(a, b []byte) bool { return string(a) == string(b) }) {
			t.Errorf("%s: the files differ", name)
		}
		if string(got.Readme) != string(want.Readme) {
			t.Errorf("%s: the table differs", name)
		}
	}
	for name, data := range want.Files {
		if strings.Contains(string(data), "\r") {
			t.Errorf("%s has a carriage return", name)
		}
	}
}

// installing is the script of the document that downloads one.
func installing(t *testing.T, built *Built) string {
	t.Helper()
	var content struct {
		MainSteps []struct {
			Inputs struct{ RunCommand []string }
		}
	}
	if err := json.Unmarshal(built.Files["Acme-Install.json"], &content); err != nil {
		t.Fatal(err)
	}
	last := content.MainSteps[len(content.MainSteps)-1]
	return strings.Join(last.Inputs.RunCommand, "\n")
}

func TestAScriptThatIsDownloadedIsPinnedByTheHashOfItsBuiltBytes(t *testing.T) {
	built := build(t, nil)
	var name, body string
	for file, data := range built.Files {
		if strings.HasPrefix(file, "scripts/") {
			name, body = file, string(data)
		}
	}
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte(body)))
	if name != "scripts/"+sum+"/Work.ps1" {
		t.Errorf("it lies at %s, and its hash is %s", name, sum)
	}
	if !strings.Contains(body, "function Write-Store") || strings.Contains(body, "PSScriptRoot") {
		t.Errorf("the module's part is not in it:\n%s", body)
	}
	text := installing(t, built)
	if !strings.Contains(text, "$hash = '"+sum+"'") {
		t.Errorf("the document does not pin it:\n%s", text)
	}
	if got := run.Downloads(text); !slices.Equal(got, []run.Script{{SHA256: sum, Name: "Work.ps1"}}) {
		t.Errorf("its lines for a rehearsal say %v", got)
	}
	again := build(t, edited(t, "module/store.ps1", "Write-Output $Text", "Write-Output \"$Text!\""))
	if strings.Contains(installing(t, again), sum) {
		t.Error("the hash stays though a part of the module has changed")
	}
}

func TestAPartThatTwoTakeInIsThereOnce(t *testing.T) {
	if n := strings.Count(installing(t, build(t, nil)), "function Write-Store"); n != 1 {
		t.Errorf("it is there %d times", n)
	}
}

func TestPartsThatTakeEachOtherInEnd(t *testing.T) {
	built := build(t, edited(t, "module/store.ps1", "function", ". (Join-Path $PSScriptRoot 'marker.ps1')\nfunction"))
	if n := strings.Count(installing(t, built), "function Write-Marker"); n != 1 {
		t.Errorf("it is there %d times", n)
	}
}

func TestALineThatTakesInAPartIsTextInAComment(t *testing.T) {
	built := build(t, edited(t, "Acme-Install/script.ps1", "Installs.\n", "Installs.\n. (Join-Path $PSScriptRoot '../module/none.ps1')\n"))
	if strings.Contains(installing(t, built), "none.ps1") {
		t.Error("the comment is in the document")
	}
}

func TestTheTableOfParametersIsPutBetweenItsLines(t *testing.T) {
	readme := string(build(t, nil).Readme)
	for _, want := range []string{
		"# Documents\n\n" + tableBegins + "\n| document |",
		"| every document | Store | run | required | `^s3://[a-z0-9.-]{3,63}(/[A-Za-z0-9._-]+)*$`, up to 330 characters | Where the runs are kept. |\n",
		"| Acme-Install | timeoutSeconds | installation | `1800` |",
		"| Acme-Install | SHA-256 of Work.ps1 | installation |",
		"| Acme-Install | Mode | run | `Install` | `Install`, `Scan` | What to do. |\n",
		"| Acme-Install | Deny | run | empty | `^$\\|^[A-Za-z0-9-]+(,[A-Za-z0-9-]+)*$`, up to 100 characters | KB numbers. |\n",
		tableEnds + "\nThe end.\n",
	} {
		if !strings.Contains(readme, want) {
			t.Errorf("it has no %q:\n%s", want, readme)
		}
	}
	if strings.Contains(readme, "old") || strings.Count(readme, "| Store |") != 1 {
		t.Errorf("got\n%s", readme)
	}
}
