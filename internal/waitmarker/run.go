package waitmarker

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/internal/rundoc"
	"patchline/internal/stage"
)

// late is how late the end may be seen, as a part of the wait: the documents of
// a patch day take from moments to hours, and most are short.
const late = 0.1

// Run waits for what run-doc has sent.
func Run(ctx context.Context, o Options) (cli.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	w, err := stage.Open(ctx, o.Options, run.StageID{Stage: run.StageWait, Document: o.Document})
	if err != nil {
		return cli.Outcome{}, err
	}
	if err := w.Load(ctx); err != nil {
		return cli.Outcome{}, err
	}
	return Await(ctx, w, o)
}

// Await is Run on a run that was loaded.
func Await(ctx context.Context, w *stage.Work, o Options) (cli.Outcome, error) {
	watch, err := newWatch(ctx, w, o)
	if err != nil {
		return cli.Outcome{}, err
	}
	if w.DryRun {
		watch.quiet = true
		_, err := watch.look(ctx)
		return w.Finish(ctx, watch.end(), err)
	}
	wait := awsx.Wait{What: "markers of " + o.Document, First: o.Poll, Longest: stage.LongestPoll}
	stopped := wait.Until(ctx, watch.look)
	if stopped != nil && o.CancelOnInterrupt && errors.Is(context.Cause(ctx), cli.ErrInterrupted) {
		stopped = errors.Join(stopped, watch.cancel(ctx))
	}
	return w.Finish(ctx, watch.end(), stopped)
}

// watch is what is known of a document's attempt.
type watch struct {
	w         *stage.Work
	o         Options
	began     time.Time
	attempt   int
	commands  []run.Command
	commandOf map[string]string // instance → command
	results   map[string]run.InstanceResult
	leftOut   []run.InstanceResult
	// quiet: the last look found no new marker.
	quiet bool
	// drilled is how many instances of a command had ended when its
	// invocations were last listed, and ended since when an invocation that
	// has no marker is known to have ended.
	drilled map[string]int
	ended   map[string]ending
}

// ending is the end of an invocation, as SSM says.
type ending struct {
	status string
	seen   time.Time
}

func newWatch(ctx context.Context, w *stage.Work, o Options) (*watch, error) {
	attempt, commands, err := w.Run.LastCommands(ctx, o.Document)
	if err != nil {
		return nil, w.Explain(err)
	}
	if attempt == 0 && !hadNobody(w.History, o.Document) {
		return nil, cli.Refused(fmt.Errorf("run %q has sent no %s: run-doc comes first", w.Run.Keys.Run, o.Document))
	}
	v := &watch{
		w: w, o: o, attempt: attempt, commands: commands, commandOf: map[string]string{},
		began: time.Now(), results: map[string]run.InstanceResult{}, drilled: map[string]int{}, ended: map[string]ending{},
	}
	unsent := 0
	for _, c := range commands {
		if c.CommandID == "" {
			if c.Dropped == "" {
				unsent++
			}
			continue
		}
		for _, id := range c.Instances {
			v.commandOf[id] = c.CommandID
		}
	}
	if unsent > 0 {
		return nil, cli.Refused(fmt.Errorf("%d commands of %s were written down and not sent: run-doc was cut off, start it again first", unsent, o.Document))
	}
	v.leave()
	return v, nil
}

// hadNobody tells whether run-doc came to its end. Where it has sent nothing by
// then, nobody was left to send to, and there is nothing to wait for.
func hadNobody(h run.History, document string) bool {
	sends := h.Results[run.StageID{Stage: run.StageSend, Document: document}]
	return len(sends) > 0 && sends[len(sends)-1].Complete
}

// leave notes the instances of the manifest that the attempt did not go to. What
// an earlier attempt has come to on one stays so until it is sent another.
func (v *watch) leave() {
	failures, earlier := v.w.History.FailuresBefore(v.w.ID), v.w.History.Latest(v.w.ID)
	for _, i := range v.w.Manifest.Instances {
		if _, sent := v.commandOf[i.ID]; sent {
			continue
		}
		reason := fmt.Sprintf("attempt %d did not go to it", max(v.attempt, 1))
		failure, failed := failures[i.ID]
		if last := earlier[i.ID]; !failed && (last.Status == run.Failed || last.Status == run.OK) {
			v.leftOut = append(v.leftOut, last)
			continue
		}
		if failed {
			reason = fmt.Sprintf("left out since it failed %s: %s", failure.Stage, failure.Reason)
		}
		v.leftOut = append(v.leftOut, run.InstanceResult{ID: i.ID, Status: run.Skipped, Reason: reason})
	}
}

// end says what is known now.
func (v *watch) end() stage.End {
	end := stage.End{Results: v.leftOut, Details: map[string]any{"document": v.o.Document, "attempt": v.attempt}}
	for id := range v.commandOf {
		if result, found := v.results[id]; found {
			end.Results = append(end.Results, result)
		} else {
			end.Pending = append(end.Pending, id)
		}
	}
	return end
}

// ProofStatus is the key, in the proof of an instance without marker, of what
// Systems Manager says of its command.
const ProofStatus = "status"

func (v *watch) settle(id string, status run.Status, reason string) {
	v.results[id] = run.InstanceResult{
		ID: id, Status: status, Reason: reason,
		Proof: map[string]string{rundoc.ProofAttempt: strconv.Itoa(v.attempt), "command": v.commandOf[id]},
	}
}
