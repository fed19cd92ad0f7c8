package evidence

import (
	"patchline/internal/confirm"
	"patchline/internal/run"
)

// keep drops the proofs that no report shows: those of 10,000 instances take
// their room.
func keep(result *run.StageResult) {
	for n := range result.Instances {
		i := &result.Instances[n]
		switch {
		case result.Stage == run.StageSnapshot, result.Stage == run.StageRestore:
		case result.Stage == run.StageWait && i.Status == run.Failed:
		case result.Stage == run.StageConfirm:
			i.Proof = map[string]string{confirm.ProofInstall: i.Proof[confirm.ProofInstall]}
		default:
			i.Proof = nil
		}
	}
}
