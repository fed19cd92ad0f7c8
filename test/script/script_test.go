// Package script has the scripts over the real binaries. The package harness
// says what a script may use.
package script

import (
	"testing"

	"patchline/test/script/harness"
)

func TestScripts(t *testing.T) {
	harness.Run(t, harness.Options{Dir: ".", Bin: harness.Build(t)})
}
