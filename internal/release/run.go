package release

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// Details are release's own part of the result.
type Details struct {
	Released int `json:"released"` // in a dry run: would be
	// NotRestored are the run's instances that restore has not brought back, in
	// order.
	NotRestored []string `json:"notRestored"`
}

// Run ends the run's claim. A run that claims nothing is no error.
func Run(ctx context.Context, o Options) (cli.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	// It records nothing, so that it is no stage of the run.
	w, err := stage.Open(ctx, o.Options, run.StageID{})
	if err != nil {
		return cli.Outcome{}, err
	}
	held, err := w.Run.Claimed(ctx)
	if err != nil {
		return cli.Outcome{}, w.Explain(err)
	}
	open, err := notRestored(ctx, w)
	switch {
	case err == nil:
	case errors.Is(err, run.ErrUnknown) && len(held) == 0:
		return cli.Outcome{}, err
	case errors.Is(err, run.ErrUnknown):
		w.Log.Warn("the run has claimed instances and has no manifest: discover was cut off, and nothing was done to them")
	case o.Force:
		w.Log.Warn("it is not known whether the instances were brought back", "error", err)
	default:
		return cli.Outcome{}, err
	}
	if len(held) == 0 {
		w.Log.Info("the run claims no instances")
		return outcome(0, open, 0), nil
	}
	if len(open) > 0 && !o.Force {
		return outcome(0, open, len(held)), refusal(o.Run, open)
	}
	if len(open) > 0 {
		w.Log.Warn("letting instances go that restore has not brought back", "instances", open)
	}
	if o.DryRun {
		w.Log.Info("the run would let its instances go", "instances", len(held))
		return outcome(len(held), open, len(held)), nil
	}
	released, err := w.Run.Release(ctx)
	if err != nil {
		return outcome(0, open, len(held)), w.Explain(err)
	}
	w.Log.Info("the run has let its instances go", "instances", released)
	return outcome(released, open, released), nil
}

// notRestored lists the instances whose power is not recorded as brought back.
// The error is ErrUnknown where there is no manifest.
func notRestored(ctx context.Context, w *stage.Work) ([]string, error) {
	if err := w.Read(ctx); err != nil {
		return nil, err
	}
	restored := w.History.Latest(run.StageID{Stage: run.StageRestore})
	var open []string
	for _, i := range w.Manifest.Instances {
		if restored[i.ID].Status != run.OK {
			open = append(open, i.ID)
		}
	}
	slices.Sort(open)
	return open, nil
}

// refusal names the instances that keep the claim.
func refusal(id string, open []string) error {
	const shown = 20
	names, more := open, ""
	if len(names) > shown {
		names, more = names[:shown], ", …"
	}
	return cli.Refused(fmt.Errorf("restore has not brought %d instances of run %q back to their power state (%s%s): start restore first, or give --force if they are seen to by hand",
		len(open), id, strings.Join(names, ", "), more))
}

func outcome(released int, open []string, total int) cli.Outcome {
	if open == nil {
		open = []string{}
	}
	return cli.Outcome{
		Counts:  cli.Counts{Total: total, Succeeded: released, LeftOut: total - released},
		Details: Details{Released: released, NotRestored: open},
	}
}
