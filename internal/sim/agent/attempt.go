package agent

import (
	"cmp"

	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// installFailure is what a fault of the plan ends an update with when it says
// nothing else: ERROR_INSTALL_FAILURE.
const installFailure uint32 = 0x80070643

// Attempt is the end of an attempt to install one update that is on the instance:
// by what the update does there, unless a fault of the plan strikes it.
func Attempt(w *world.World, i *world.Instance, document string, def *windows.Definition) windows.InstallResult {
	target := i.FaultTarget(document)
	target.KB = cmp.Or(def.KB, "none")
	if rule, struck := w.Faults.Strikes(faults.UpdateFails, target, w.Now()); struck {
		return i.Windows.Fail(def.ID, cmp.Or(rule.HResult, installFailure), w.Now())
	}
	return i.Windows.Install(def.ID, w.Now())
}
