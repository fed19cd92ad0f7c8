// Package script has the scripts over the real binaries, a folder for each part
// of the project. The package harness says what a script may use.
package script

import (
	"testing"

	"patchline/test/script/harness"
)

func TestFleetSim(t *testing.T) {
	harness.Run(t, harness.Options{Dir: "fleet-sim", Bin: harness.Build(t, "fleet-sim", "discover")})
}
