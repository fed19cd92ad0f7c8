package stage

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"

	"patchline/internal/run"
)

// Group is the instances of one target.
type Group struct {
	Target    run.Target
	Instances []run.Instance
}

// ByTarget sorts instances by the target that reaches them, in the manifest's
// order of targets.
func (w *Work) ByTarget(instances []run.Instance) []Group {
	at := make(map[run.Target][]run.Instance, len(w.Manifest.Targets))
	for _, instance := range instances {
		place := run.Target{Account: instance.Account, Region: instance.Region}
		at[place] = append(at[place], instance)
	}
	groups := make([]Group, 0, len(at))
	for _, target := range w.Manifest.Targets {
		if there := at[run.Target{Account: target.Account, Region: target.Region}]; len(there) > 0 {
			groups = append(groups, Group{target, there})
		}
	}
	return groups
}

// IDs gives the ids of instances.
func IDs(instances []run.Instance) []string {
	ids := make([]string, len(instances))
	for i, instance := range instances {
		ids[i] = instance.ID
	}
	return ids
}

// EachTarget does something for every group at the same time, each with its
// target's own limits, and joins the errors: what goes wrong in one target
// stops none of the others.
func (w *Work) EachTarget(ctx context.Context, groups []Group, do func(context.Context, aws.Config, Group) error) error {
	errs := make([]error, len(groups))
	var all sync.WaitGroup
	for i, group := range groups {
		all.Go(func() {
			if err := w.oneTarget(ctx, group, do); err != nil {
				errs[i] = fmt.Errorf("%s: %w", where(group.Target), w.Explain(err))
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

func (w *Work) oneTarget(ctx context.Context, group Group, do func(context.Context, aws.Config, Group) error) (err error) {
	defer func() {
		// A panic here would end the process before anything is recorded.
		if value := recover(); value != nil {
			err = fmt.Errorf("internal error: %v: this is a fault of the program, report it: %s", value, debug.Stack())
		}
	}()
	cfg, err := w.Config(ctx, group.Target)
	if err != nil {
		return err
	}
	return do(ctx, cfg, group)
}

// where names a target for an error, with the role that reaches it.
func where(t run.Target) string {
	if t.Role == "" {
		return t.String()
	}
	return fmt.Sprintf("%s (as %s)", t, t.Role)
}
