package night_test

import (
	"context"
	"fmt"
	"time"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/confirm"
	"patchline/internal/discover"
	"patchline/internal/patchtest"
	"patchline/internal/restore"
	"patchline/internal/run"
	"patchline/internal/rundoc"
	"patchline/internal/snapshot"
	"patchline/internal/stage"
	"patchline/internal/start"
	"patchline/internal/waitmarker"
)

// runID is the id of the run of a night.
const runID = "night"

// step is one command of the Jenkinsfile.
type step struct {
	id   run.StageID
	work patchtest.Work
}

// steps are a patch day's, in order, with the options that the command lines
// have by themselves. limit is a stage's --timeout where a test needs another.
func steps(tag discover.Tag, limit func(run.Stage) time.Duration) []step {
	all := []step{
		{run.StageID{Stage: run.StageDiscover}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return discover.Run(ctx, discover.Options{Options: o, Tags: []discover.Tag{tag}, OwnerTag: "Owner", ApplicationTag: "Application"})
		}},
		{run.StageID{Stage: run.StageSnapshot}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return snapshot.Run(ctx, snapshot.Options{Options: o})
		}},
		{run.StageID{Stage: run.StageStart}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return start.Run(ctx, start.Options{Options: o, AgentTimeout: 30 * time.Minute})
		}},
	}
	for _, document := range run.PatchDay {
		all = append(all,
			step{run.StageID{Stage: run.StageSend, Document: document}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
				return rundoc.Run(ctx, rundoc.Options{Options: o, Document: document, Delivery: 30 * time.Minute})
			}},
			step{run.StageID{Stage: run.StageWait, Document: document}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
				return waitmarker.Run(ctx, waitmarker.Options{Options: o, Document: document})
			}})
	}
	all = append(all,
		step{run.StageID{Stage: run.StageRestore}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return restore.Run(ctx, restore.Options{Options: o, AgentTimeout: 45 * time.Minute})
		}},
		step{run.StageID{Stage: run.StageConfirm}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			return confirm.Run(ctx, confirm.Options{Options: o})
		}})
	for i, s := range all {
		all[i].work = func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			o.Timeout, o.MaxFailed = limit(s.id.Stage), option.MaxFailedPercent(100)
			return s.work(ctx, o)
		}
	}
	return all
}

// limits are the stages' own --timeout, but snapshot's, which is there for first
// snapshots of large volumes.
func limits(s run.Stage) time.Duration {
	switch s {
	case run.StageSnapshot:
		return time.Hour
	case run.StageWait:
		return 4 * time.Hour
	case run.StageStart, run.StageConfirm:
		return 90 * time.Minute
	case run.StageRestore:
		return 2 * time.Hour
	default:
		return 30 * time.Minute
	}
}

// mostTries is how often the same command is given before the night goes on
// without its end.
const mostTries = 3

// trace is how each step of a night ended, try by try.
type trace map[run.StageID][]patchtest.End

// goThrough does every step in a process of its own. Like an operator it gives
// the same command again after an error or a time-out, a few times, and goes on
// to the next whatever came of it: power is to be restored in any case.
func goThrough(b *patchtest.Bed, all []step, after ...func(step)) trace {
	b.T.Helper()
	t := trace{}
	for _, s := range all {
		for range mostTries {
			end := b.Do(patchtest.Process{Run: runID}, s.work)
			t[s.id] = append(t[s.id], end)
			if code := end.Code(); code != cli.CodeUnfinished && code != cli.CodeError {
				break
			}
		}
		for _, do := range after {
			do(s)
		}
	}
	return t
}

// String shows the steps that did not end with 0 at once.
func (t trace) String() string {
	text := ""
	for id, ends := range t {
		for n, end := range ends {
			if len(ends) > 1 || end.Code() != cli.CodeOK {
				text += fmt.Sprintf("%s, try %d: exit code %d, %s, %v\n", id, n+1, end.Code(), end.Outcome, end.Err)
			}
		}
	}
	return text
}

// codes are the exit codes of a step.
func (t trace) codes(id run.StageID) []cli.Code {
	var codes []cli.Code
	for _, end := range t[id] {
		codes = append(codes, end.Code())
	}
	return codes
}
