// Package script has the scripts over the real binaries, a folder for each part
// of the project. The package harness says what a script may use.
package script

import (
	"flag"
	"path/filepath"
	"strconv"
	"testing"

	"patchline/test/script/harness"
)

// atOnce is how many scripts run at the same time, unless -parallel says. It is
// more than there are processors: most of the time a script waits.
const atOnce = 8

func TestMain(m *testing.M) {
	flag.Parse()
	const parallel = "test.parallel"
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == parallel })
	if !given {
		_ = flag.Set(parallel, strconv.Itoa(atOnce)) // it is package testing's own
	}
	m.Run()
}

func TestScripts(t *testing.T) {
	t.Parallel()
	readme, err := filepath.Abs("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	bin := harness.Build(t)
	for _, dir := range []string{"fleet-sim", "patchday"} {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			harness.Run(t, harness.Options{Dir: dir, Bin: bin, Env: []string{"README=" + readme}})
		})
	}
}
