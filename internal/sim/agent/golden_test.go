package agent

import (
	"encoding/json"
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

// golden compares all that a test has left on S3 with testdata/NAME.txt: each
// key, and under it the object. A CSV's ends of lines are shown as "\n".
func (f *fixture) golden(name string) {
	f.t.Helper()
	var got strings.Builder
	for _, key := range f.store.keys("") {
		body := strings.ReplaceAll(f.store.objects[key], "\r\n", "\n")
		if strings.HasSuffix(key, ".json") {
			body = indented(f.t, body)
		}
		got.WriteString("-- " + key + " --\n" + strings.TrimSuffix(body, "\n") + "\n")
	}
	path := filepath.Join("testdata", fileName.ReplaceAllString(strings.ToLower(name), "-")+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got.String()), 0o600); err != nil {
			f.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		f.t.Fatal(err)
	}
	if got.String() != strings.ReplaceAll(string(want), "\r\n", "\n") {
		f.t.Errorf("%s differs (go test -update writes it anew); got:\n%s", path, got.String())
	}
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
