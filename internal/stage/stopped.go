package stage

import (
	"fmt"

	"patchline/internal/cli"
	"patchline/internal/run"
)

// Stopped tells of a run that has stopped: more of its instances have failed
// earlier stages than --max-failed allows. A stage of which nothing is begun yet
// then begins nothing, and ends with the outcome and the error. It is given what
// Instances gives.
func (w *Work) Stopped(eligible []run.Instance, leftOut []run.InstanceResult) (cli.Outcome, error) {
	total := len(w.Manifest.Instances)
	if !w.MaxFailed.Exceeded(len(leftOut), total) {
		return cli.Outcome{}, nil
	}
	end := End{Results: leftOut, Pending: IDs(eligible)}
	err := fmt.Errorf("run %q has stopped: %d of its %d instances have failed earlier stages, and --max-failed allows %d; nothing was begun here, and a higher limit goes on",
		w.Run.Keys.Run, len(leftOut), total, w.MaxFailed.Allowed(total))
	return cli.Outcome{Counts: end.counts(), Run: w.runCounts(end), MaxFailed: w.MaxFailed}, cli.TooManyFailed(err)
}
