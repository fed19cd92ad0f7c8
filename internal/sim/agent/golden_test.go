package agent

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"patchline/internal/run"
)

var update = flag.Bool("update", false, "write the golden files anew")

// fileName is what of a test's name can't stand in a file's.
var fileName = regexp.MustCompile(`[^a-z0-9/]+`)

// left is all that a test has left on S3: each key, and under it the object. A
// CSV's ends of lines are shown as "\n".
func (f *fixture) left() string {
	f.t.Helper()
	var got strings.Builder
	for _, key := range f.store.keys("") {
		if strings.Contains(key, "/scripts/") {
			continue // it was there before
		}
		body := strings.ReplaceAll(f.store.objects[key], "\r\n", "\n")
		if strings.HasSuffix(key, ".json") {
			body = indented(f.t, body)
		}
		got.WriteString("-- " + key + " --\n" + strings.TrimSuffix(body, "\n") + "\n")
	}
	return got.String()
}

// golden compares what a test has left with testdata/NAME.txt.
func (f *fixture) golden(name string) {
	f.t.Helper()
	got := f.left()
	if *update {
		writeGolden(f.t, name, got)
	}
	if got != readGolden(f.t, name) {
		f.t.Errorf("%s differs (go test -update writes it anew); got:\n%s", goldenFile(name), got)
	}
}

func goldenFile(name string) string {
	return filepath.Join("testdata", fileName.ReplaceAllString(strings.ToLower(name), "-")+".txt")
}

func writeGolden(t testing.TB, name, text string) {
	t.Helper()
	path := goldenFile(name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o750), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

func readGolden(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(goldenFile(name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

func indented(t testing.TB, text string) string {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("not JSON: %v: %s", err, text)
	}
	body, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// marker gives the one marker of a document that is on S3.
func (f *fixture) marker(document string) run.Marker {
	f.t.Helper()
	keys := f.store.keys("/markers/" + document + "/")
	if len(keys) == 0 {
		f.t.Fatalf("no marker of %s among %q", document, f.store.keys(""))
	}
	var m run.Marker
	if err := json.Unmarshal([]byte(f.store.objects[keys[len(keys)-1]]), &m); err != nil {
		f.t.Fatal(err)
	}
	if !strings.HasSuffix(keys[len(keys)-1], "/"+string(m.Outcome)+".json") {
		f.t.Errorf("%s says outcome %s", keys[len(keys)-1], m.Outcome)
	}
	return m
}

// rows gives the instance's CSV of a kind, one map a row.
func (f *fixture) rows(kind run.CSVKind) []map[string]string {
	f.t.Helper()
	keys := f.store.keys("/csv/" + string(kind) + "/")
	if len(keys) != 1 {
		f.t.Fatalf("the CSVs of %s are %q", kind, keys)
	}
	rows, err := run.DecodeCSV(kind, []byte(f.store.objects[keys[0]]))
	if err != nil {
		f.t.Fatal(err)
	}
	named := make([]map[string]string, len(rows))
	for n, row := range rows {
		named[n] = map[string]string{}
		for c, column := range kind.Columns() {
			named[n][column] = row[c]
		}
	}
	return named
}
