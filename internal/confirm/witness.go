package confirm

import (
	"context"
	"maps"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"

	"patchline/internal/awsx"
	"patchline/internal/command"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// ProofInstall is the key, in an instance's proof, of the status that Systems
// Manager shows of the command that installed its updates. It is kept for the
// report: it may be another than what the marker says, such as Failed after a
// reboot, and Systems Manager forgets it after 30 days.
const ProofInstall = "installStatus"

// installStatuses asks Systems Manager about the run's last installation: one
// call for 50 instances. What it says decides nothing here, so what can't be
// asked is only logged.
func installStatuses(ctx context.Context, w *stage.Work) map[string]string {
	statuses := map[string]string{}
	_, commands, err := w.Run.LastCommands(ctx, run.DocInstall)
	if err != nil {
		w.Log.Warn("what Systems Manager says of the installation was not asked", "error", w.Explain(err))
		return statuses
	}
	of := map[run.Target][]string{}
	for _, c := range commands {
		if c.CommandID != "" {
			of[c.Target] = append(of[c.Target], c.CommandID)
		}
	}
	var mu sync.Mutex
	err = w.EachTarget(ctx, w.ByTarget(w.Manifest.Instances), func(ctx context.Context, cfg aws.Config, g stage.Group) error {
		client := awsx.NewSSM(cfg)
		for _, id := range of[g.Target] {
			invocations, err := command.Invocations(ctx, client, id, false)
			if err != nil {
				return err
			}
			mu.Lock()
			for _, i := range invocations {
				statuses[i.Instance] = i.Status
			}
			mu.Unlock()
		}
		return nil
	})
	if err != nil {
		w.Log.Warn("what Systems Manager says of the installation is not known of all", "error", err)
	}
	return statuses
}

// with gives a result's proof with one more entry; the one that was read stays
// as it is.
func with(proof map[string]string, key, value string) map[string]string {
	proof = maps.Clone(proof)
	if proof == nil {
		proof = map[string]string{}
	}
	proof[key] = value
	return proof
}
