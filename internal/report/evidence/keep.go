package evidence

import (
	"patchline/internal/confirm"
	"patchline/internal/run"
)

// keeper makes the history of a large run small: a night of 10,000 instances
// has 200,000 results, and most of them say the same.
type keeper struct{ texts map[string]string }

func newKeeper() *keeper { return &keeper{map[string]string{}} }

// keep gives equal texts one place in memory, and drops the proofs that no
// report shows.
func (k *keeper) keep(result *run.StageResult) {
	for n := range result.Instances {
		i := &result.Instances[n]
		i.ID, i.Status, i.Reason = k.once(i.ID), run.Status(k.once(string(i.Status))), k.once(i.Reason)
		switch {
		case result.Stage == run.StageSnapshot, result.Stage == run.StageRestore:
		case result.Stage == run.StageWait && i.Status == run.Failed:
		case result.Stage == run.StageConfirm:
			i.Proof = map[string]string{confirm.ProofInstall: k.once(i.Proof[confirm.ProofInstall])}
		default:
			i.Proof = nil
		}
	}
}

func (k *keeper) once(text string) string {
	if have, found := k.texts[text]; found {
		return have
	}
	k.texts[text] = text
	return text
}
