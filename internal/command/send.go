package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"patchline/internal/awsx"
	"patchline/internal/run"
)

// Sender sends one document's attempt to the instances of one target.
type Sender struct {
	Client   Client
	Run      run.Run
	Target   run.Target
	Document string
	Attempt  int
	// Version and Hash pin the document; both may be empty for one of AWS'.
	Version, Hash string
	// Parameters are those of a batch. An error means that they don't fit into
	// one command: the batch is halved.
	Parameters func(batch []string) (map[string][]string, error)
	// Delivery is SendCommand's TimeoutSeconds: how long a command waits for
	// an agent. 30 s to 30 days.
	Delivery time.Duration
	// NextBatch gives the number of the next batch; it is shared by the
	// targets of a stage.
	NextBatch func() int
}

const (
	// together is how many commands are written down at once: two writes for a
	// thousand instances. A process that ends leaves so many in doubt at most.
	together = 20
	// recordWithin leaves the rest of the ten seconds after a signal to the
	// stage's own record.
	recordWithin = 4 * time.Second
)

// Send sends to every instance that has no command in this attempt yet. have
// is what the attempt has sent before. Every instance has a result: nil, or
// why it was not sent to. It stops at the first error that is not one
// instance's.
func (s Sender) Send(ctx context.Context, have []run.Command, instances []string) (map[string]error, error) {
	results := map[string]error{}
	if err := s.resume(ctx, have, results); err != nil {
		return results, err
	}
	var rest []string
	for _, id := range instances {
		if _, sent := results[id]; !sent {
			rest = append(rest, id)
		}
	}
	batches := slices.Collect(slices.Chunk(rest, awsx.CommandBatch))
	for some := range slices.Chunk(batches, together) {
		if err := s.begin(ctx, some, results); err != nil {
			return results, err
		}
	}
	return results, nil
}

// begin intends and sends some batches.
func (s Sender) begin(ctx context.Context, batches [][]string, results map[string]error) error {
	commands := make([]*run.Command, len(batches))
	for i, batch := range batches {
		c := &run.Command{
			Run: s.Run.Keys.Run, Document: s.Document, Attempt: s.Attempt, Batch: s.NextBatch(),
			Target: s.Target, Instances: batch, IntendedAt: time.Now().UTC(),
		}
		c.Comment = comment(*c)
		commands[i] = c
	}
	if err := s.Run.Intend(ctx, commands...); err != nil {
		return err
	}
	return s.each(ctx, commands, func(c *run.Command) error { return s.send(ctx, c, results) })
}

// each does something for intended commands and writes down what became of
// them, also of those before an error.
func (s Sender) each(ctx context.Context, commands []*run.Command, do func(*run.Command) error) error {
	var failed error
	for _, c := range commands {
		if failed = do(c); failed != nil {
			break
		}
	}
	if ctx.Err() != nil { // a signal or a time-out leaves it a moment
		recording, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordWithin)
		defer cancel()
		ctx = recording
	}
	return errors.Join(failed, s.Run.Complete(ctx, commands...))
}

// send sends an intended command. A batch that is refused for an instance in
// it, or for its length, is dropped, and its halves are sent in its place.
func (s Sender) send(ctx context.Context, c *run.Command, results map[string]error) error {
	id, err := s.call(ctx, c)
	switch {
	case err == nil:
		s.sent(c, id, results)
		return nil
	case errors.Is(err, errParameters) || awsx.Is(err, "InvalidInstanceId", "MaxDocumentSizeExceeded"):
		return s.split(ctx, c, err, results)
	case awsx.Ambiguous(err) && ctx.Err() == nil:
		return s.unsure(ctx, c, err, results)
	default:
		return fmt.Errorf("sending %s to %d instances: %w", c.Document, len(c.Instances), err)
	}
}

func (s Sender) sent(c *run.Command, id string, results map[string]error) {
	c.CommandID, c.SentAt = id, time.Now().UTC()
	s.went(c, results)
}

func (s Sender) went(c *run.Command, results map[string]error) {
	for _, instance := range c.Instances {
		results[instance] = nil
	}
}

// split drops a refused command and begins its halves; a single instance that
// is refused has its result. That it is dropped is written down first: a replay
// would send it beside them.
func (s Sender) split(ctx context.Context, c *run.Command, refusal error, results map[string]error) error {
	c.Dropped = refusal.Error()
	if len(c.Instances) == 1 {
		results[c.Instances[0]] = fmt.Errorf("systems manager takes no command for it: %w", refusal)
		return nil
	}
	if err := s.Run.Complete(ctx, c); err != nil {
		return err
	}
	middle := len(c.Instances) / 2
	return s.begin(ctx, [][]string{c.Instances[:middle], c.Instances[middle:]}, results)
}
