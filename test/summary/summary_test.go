package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSummary(t *testing.T) {
	tests := []struct {
		name   string
		stream string
		goTest error
		want   string
		fails  bool
	}{
		{
			name: "a test with subtests counts through its subtests",
			stream: `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestA/one"}
{"Action":"output","Package":"p","Test":"TestA/one","Output":"a log line that nobody needs\n"}
{"Action":"pass","Package":"p","Test":"TestA/one"}
{"Action":"run","Package":"p","Test":"TestA/two"}
{"Action":"pass","Package":"p","Test":"TestA/two"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Output":"PASS\n"}
{"Action":"output","Package":"p","Output":"ok  \tp\t0.1s\n"}
{"Action":"pass","Package":"p"}`,
			want: "ok  \tp\t0.1s\n2 passed, 0 failed, 0 skipped\n",
		},
		{
			name: "a note is shown once, though its tests pass",
			stream: `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:4: note: scripts run on pwsh\n"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestB"}
{"Action":"output","Package":"p","Test":"TestB","Output":"    b_test.go:9: note: scripts run on pwsh\n"}
{"Action":"pass","Package":"p","Test":"TestB"}
{"Action":"pass","Package":"p"}`,
			want: "note: scripts run on pwsh\n2 passed, 0 failed, 0 skipped\n",
		},
		{
			name: "a failed subtest is one failure and its output is shown",
			stream: `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestA/b/c"}
{"Action":"output","Package":"p","Test":"TestA/b/c","Output":"    a_test.go:4: bad\n"}
{"Action":"fail","Package":"p","Test":"TestA/b/c"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"fail","Package":"p"}`,
			goTest: errors.New("exit status 1"),
			want:   "    a_test.go:4: bad\nfailed: TestA/b/c (p)\n0 passed, 1 failed, 0 skipped\n",
			fails:  true,
		},
		{
			name: "a test that fails by itself counts beside its subtests",
			stream: `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestA/b"}
{"Action":"pass","Package":"p","Test":"TestA/b"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"fail","Package":"p"}`,
			goTest: errors.New("exit status 1"),
			want:   "failed: TestA (p)\n1 passed, 1 failed, 0 skipped\n",
			fails:  true,
		},
		{
			name: "a skipped test is listed with its last message on one line",
			stream: `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:3: looking\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:4: aws-cli is not\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"        installed\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"--- SKIP: TestA (0.00s)\n"}
{"Action":"skip","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestB"}
{"Action":"skip","Package":"p","Test":"TestB"}
{"Action":"pass","Package":"p"}`,
			want: "skipped: TestA: aws-cli is not installed\nskipped: TestB: no reason given\n" +
				"0 passed, 0 failed, 2 skipped\n",
		},
		{
			name: "a package that does not build is one failure",
			stream: `{"ImportPath":"p","Action":"build-output","Output":"p/a.go:3:27: undefined: x\n"}
{"ImportPath":"p","Action":"build-fail"}
{"Action":"output","Package":"p","Output":"FAIL\tp [build failed]\n"}
{"Action":"fail","Package":"p","FailedBuild":"p"}`,
			goTest: errors.New("exit status 1"),
			want: "p/a.go:3:27: undefined: x\nFAIL\tp [build failed]\nfailed: p\n" +
				"0 passed, 1 failed, 0 skipped\n",
			fails: true,
		},
		{
			name: "a test that its process did not outlive has failed",
			stream: `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"fatal error: out of memory\n"}
{"Action":"run","Package":"q","Test":"TestB"}
{"Action":"fail","Package":"p"}
{"Action":"pass","Package":"q","Test":"TestB"}
{"Action":"pass","Package":"q"}`,
			goTest: errors.New("exit status 1"),
			want:   "fatal error: out of memory\nfailed: TestA (p)\n1 passed, 1 failed, 0 skipped\n",
			fails:  true,
		},
		{
			name: "a package without tests counts for nothing",
			stream: `{"Action":"output","Package":"p","Output":"?   \tp\t[no test files]\n"}
{"Action":"skip","Package":"p"}`,
			want:  "?   \tp\t[no test files]\nfailed: no test ran\n0 passed, 1 failed, 0 skipped\n",
			fails: true,
		},
		{
			name:   "go test that fails without an event is a failure",
			stream: "a line that is no event\n",
			goTest: errors.New("exit status 1"),
			want:   "a line that is no event\nfailed: go test: exit status 1\n0 passed, 1 failed, 0 skipped\n",
			fails:  true,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			tally := newTally(&out)
			if err := read(strings.NewReader(tt.stream), tally); err != nil {
				t.Fatal(err)
			}
			err := tally.close(tt.goTest)
			if out.String() != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", out.String(), tt.want)
			}
			if (err != nil) != tt.fails {
				t.Errorf("error is %v, want one: %v", err, tt.fails)
			}
		})
	}
}

// TestRunReadsWhatGoTestWrites keeps the streams above honest: they were
// written by hand.
func TestRunReadsWhatGoTestWrites(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{
		"go.mod": "module m\n\ngo 1.26\n",
		"m_test.go": `package m

import "testing"

func TestGood(t *testing.T) { t.Run("part", func(t *testing.T) {}) }
func TestBad(t *testing.T)  { t.Error("bad as ordered") }
func TestLeft(t *testing.T) { t.Skip("nothing to do") }
`,
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)

	var out strings.Builder
	if err := run(t.Context(), []string{"./..."}, &out); err == nil {
		t.Error("run reports no error though a test failed")
	}
	if !strings.Contains(out.String(), "bad as ordered") {
		t.Errorf("the output of the failed test is missing:\n%s", out.String())
	}
	want := "failed: TestBad (m)\nskipped: TestLeft: nothing to do\n1 passed, 1 failed, 1 skipped\n"
	if !strings.HasSuffix(out.String(), want) {
		t.Errorf("got:\n%s\nwant this end:\n%s", out.String(), want)
	}
}
