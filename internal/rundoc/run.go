package rundoc

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/command"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// Run sends what was not sent yet.
func Run(ctx context.Context, o Options) (cli.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	w, err := stage.Open(ctx, o.Options, run.StageID{Stage: run.StageSend, Document: o.Document})
	if err != nil {
		return cli.Outcome{}, err
	}
	if err := w.Load(ctx); err != nil {
		return cli.Outcome{}, err
	}
	if o.Document == run.DocConfirm {
		// What it found before the reboot would pass for what confirm asks.
		if err := w.AfterRestore(); err != nil {
			return cli.Outcome{}, err
		}
	}
	return Send(ctx, w, o)
}

// Send is Run on a run that was loaded.
func Send(ctx context.Context, w *stage.Work, o Options) (cli.Outcome, error) {
	last, have, err := w.Run.LastCommands(ctx, o.Document)
	if err != nil {
		return cli.Outcome{}, w.Explain(err)
	}
	if begins := last == 0 || o.Retry; begins && o.Document != run.DocConfirm {
		// confirm looks at what has become of a run, whether it has stopped or not.
		if outcome, err := w.Stopped(eligible(w, o)); err != nil {
			return outcome, err
		}
	}
	attempt, instances, results, err := choose(w, o, last)
	if err != nil {
		return cli.Outcome{}, w.Explain(err)
	}
	if attempt > last {
		have = nil
	}
	if !o.Retry {
		if instances, err = unsent(ctx, w, o.Document, last, have, instances, results); err != nil {
			return cli.Outcome{}, w.Explain(err)
		}
	}
	s := &sending{w: w, o: o, attempt: attempt, have: have, instances: map[string]run.Instance{}, results: results}
	for _, i := range instances {
		s.instances[i.ID] = i
	}
	early := s.send(ctx, instances)
	end := stage.End{Results: s.ordered(), Details: map[string]any{"document": o.Document, "attempt": attempt}}
	for _, i := range instances {
		if _, found := s.results[i.ID]; !found {
			end.Pending = append(end.Pending, i.ID)
		}
	}
	return w.Finish(ctx, end, early)
}

// sending is the stage over all targets.
type sending struct {
	w         *stage.Work
	o         Options
	attempt   int
	have      []run.Command // that the attempt has already
	instances map[string]run.Instance

	mu      sync.Mutex
	results map[string]run.InstanceResult
	batch   int
}

func (s *sending) send(ctx context.Context, instances []run.Instance) error {
	groups := s.w.ByTarget(instances)
	found, err := describe(ctx, s.w, s.o.Document, groups)
	if err != nil {
		return err
	}
	if err := checkParameters(s.o, found); err != nil {
		return err
	}
	pinned, err := pin(ctx, s.w, s.o.Document, found)
	if err != nil {
		return err
	}
	for _, c := range s.have {
		s.batch = max(s.batch, c.Batch)
	}
	if s.w.DryRun {
		s.would()
		return nil
	}
	return s.w.EachTarget(ctx, groups, func(ctx context.Context, cfg aws.Config, g stage.Group) error {
		known := found[g.Target.String()].parameters
		sender := command.Sender{
			Client: awsx.NewSSM(cfg), Run: s.w.Run, Target: g.Target, Document: s.o.Document, Attempt: s.attempt,
			Version: pinned.Versions[g.Target.String()], Hash: pinned.Hash, Delivery: s.o.Delivery, NextBatch: s.nextBatch,
			Parameters: func(batch []string) (map[string][]string, error) {
				return s.parameters(known, batch)
			},
		}
		sent, err := sender.Send(ctx, s.have, stage.IDs(g.Instances))
		s.note(sent)
		return err
	})
}

func (s *sending) nextBatch() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.batch++
	return s.batch
}

func (s *sending) note(sent map[string]error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, err := range sent {
		result := run.InstanceResult{ID: id, Status: run.OK, Proof: map[string]string{ProofAttempt: strconv.Itoa(s.attempt)}}
		if err != nil {
			result.Status, result.Reason = run.Failed, stage.Sentence(err)
		}
		s.results[id] = result
	}
	s.w.Progress.Update(len(s.results), 0, len(s.instances))
}

// would fills in what a dry run has to say.
func (s *sending) would() {
	sent := map[string]bool{}
	for _, c := range s.have {
		for _, id := range c.Instances {
			sent[id] = c.CommandID != ""
		}
	}
	for id := range s.instances {
		reason := "it would be sent"
		if sent[id] {
			reason = fmt.Sprintf("it was sent in attempt %d", s.attempt)
		}
		s.results[id] = run.InstanceResult{ID: id, Status: run.OK, Reason: reason}
	}
}

func (s *sending) ordered() []run.InstanceResult {
	all := make([]run.InstanceResult, 0, len(s.results))
	for result := range maps.Values(s.results) {
		all = append(all, result)
	}
	return all
}
