package snapshot

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"patchline/internal/awsx"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// taker takes and awaits the snapshots of one target's instances.
type taker struct {
	client   Client
	runID    string
	target   run.Target
	machines []*machine
	log      *slog.Logger
	poll     time.Duration
	tally    *stage.Tally
	// announce writes the stage's next intent, and gives its number.
	announce func(ctx context.Context, instances []string) (int, error)
	// sent gives the documents that the run has sent to instances.
	sent func(context.Context) (map[string]string, error)
	vss  *vss // nil without --vss

	looked bool
}

// forgotten is after how long EC2 hides nothing any more of what an earlier
// process has announced, however long its calls took.
const forgotten = time.Hour

func (n *night) taker(client Client, g stage.Group) *taker {
	t := &taker{
		client: client, runID: n.w.Run.Keys.Run, target: g.Target, log: n.w.Log, poll: n.w.Poll, tally: n.tally,
		announce: n.announce,
		sent: func(ctx context.Context) (map[string]string, error) {
			return n.w.Run.Sent(ctx, VSSInstall, VSSCreate)
		},
	}
	for _, i := range g.Instances {
		m := &machine{instance: i}
		if at, found := n.announced[i.ID]; found && time.Since(at) < forgotten {
			m.blind = time.Now().Add(stage.Consistency)
		}
		if n.o.VSS && i.State == run.StateRunning {
			m.vss = n.vssPart(i)
		}
		t.machines = append(t.machines, m)
	}
	// EC2 takes five calls a second, and what is largest takes longest: that
	// comes first, so that the last call's snapshots are not the last ones.
	slices.SortStableFunc(t.machines, func(a, b *machine) int { return cmp.Compare(b.largest(), a.largest()) })
	return t
}

// work looks until nothing is pending, and begins what is missing at each look.
func (t *taker) work(ctx context.Context) error {
	wait := awsx.Wait{What: "snapshots to complete", First: t.poll, Longest: stage.LongestPoll}
	return wait.Until(ctx, t.look)
}

func (t *taker) look(ctx context.Context) (awsx.Look, error) {
	if err := t.see(ctx); err != nil {
		return t.count(), err
	}
	before := t.begun()
	err := t.begin(ctx)
	look := t.count()
	look.Within = t.soon(t.begun() > before)
	return look, err
}

// begun counts the sets that this process has begun.
func (t *taker) begun() int {
	sets := 0
	for _, m := range t.machines {
		sets += len(m.begun)
	}
	return sets
}

// soon is the longest time to the next look: the shortest where sets were begun
// just now, and where one waits until it can be begun the rest of that; else 0.
func (t *taker) soon(began bool) time.Duration {
	if began {
		return t.poll
	}
	var soonest time.Duration
	for _, m := range t.machines {
		if left := time.Until(m.blind); m.open() && left > 0 && (soonest == 0 || left < soonest) {
			soonest = left
		}
	}
	return soonest
}

// see reads the run's snapshots, and the commands of --vss.
func (t *taker) see(ctx context.Context) error {
	if t.vss != nil {
		if err := t.vss.watch(ctx, t.machines); err != nil {
			return err
		}
	}
	shown, err := lookUp(ctx, t.client, t.runID)
	if err != nil {
		return err
	}
	for _, m := range t.machines {
		m.see(shown[m.instance.ID])
	}
	if t.vss != nil {
		if err := t.vss.explain(ctx, t.machines); err != nil {
			return err
		}
	}
	if t.looked {
		return nil
	}
	t.looked = true
	return t.refuseLate(ctx)
}

// refuseLate refuses machines on which the run has worked already: snapshots
// of now would not show them as they were before.
func (t *taker) refuseLate(ctx context.Context) error {
	if !slices.ContainsFunc(t.machines, (*machine).open) {
		return nil
	}
	sent, err := t.sent(ctx)
	if err != nil {
		return err
	}
	for _, m := range t.machines {
		if document, found := sent[m.instance.ID]; found && m.open() {
			m.refusal = fmt.Errorf("the run has sent %s to it already, so that a snapshot would not be of the time before", document)
		}
	}
	return nil
}

// begin begins a set for each machine that needs one now.
func (t *taker) begin(ctx context.Context) error {
	var plain, byVSS []*machine
	for _, m := range t.machines {
		switch {
		case !m.needs():
		case m.vss != nil:
			byVSS = append(byVSS, m)
		default:
			plain = append(plain, m)
		}
	}
	if len(plain) > 0 {
		if err := t.take(ctx, plain); err != nil {
			return err
		}
	}
	if len(byVSS) > 0 {
		return t.vss.send(ctx, byVSS)
	}
	return nil
}

func (t *taker) count() awsx.Look {
	look := awsx.Look{Total: len(t.machines)}
	failed := 0
	for _, m := range t.machines {
		switch result, settled := m.verdict(); {
		case !settled:
			look.Pending = append(look.Pending, m.instance.ID)
		case result.Status == run.Failed:
			failed++
		}
	}
	look.Done = look.Total - len(look.Pending)
	t.tally.Show(t.target, look.Done-failed, failed)
	return look
}

// results are those of the machines whose end was seen; in a dry run, of all
// that were asked about.
func (t *taker) results() map[string]run.InstanceResult {
	results := map[string]run.InstanceResult{}
	for _, m := range t.machines {
		result, settled := m.verdict()
		switch {
		case settled:
			results[m.instance.ID] = result
		case m.would != "":
			results[m.instance.ID] = run.InstanceResult{ID: m.instance.ID, Status: run.OK, Reason: m.would}
		}
	}
	return results
}
