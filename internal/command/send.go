package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

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

// settle is how long after an intent a command that was sent is sure to be
// listed. ListCommands is seen to lag by a second or two (UNCONFIRMED).
const settle = 15 * time.Second

// Send sends to every instance that has no command in this attempt yet. have
// is what the attempt has sent before. Every instance has a result: nil, or
// why it was not sent to. It stops at the first error that is not one
// instance's.
func (s Sender) Send(ctx context.Context, have []run.Command, instances []string) (map[string]error, error) {
	results := map[string]error{}
	for i := range have {
		if have[i].Target != s.Target {
			continue
		}
		if err := s.resume(ctx, &have[i], results); err != nil {
			return results, err
		}
	}
	var rest []string
	for _, id := range instances {
		if _, sent := results[id]; !sent {
			rest = append(rest, id)
		}
	}
	for batch := range slices.Chunk(rest, awsx.CommandBatch) {
		if err := s.begin(ctx, batch, results); err != nil {
			return results, err
		}
	}
	return results, nil
}

// begin intends and sends one batch.
func (s Sender) begin(ctx context.Context, batch []string, results map[string]error) error {
	c := run.Command{
		Run: s.Run.Keys.Run, Document: s.Document, Attempt: s.Attempt, Batch: s.NextBatch(),
		Target: s.Target, Instances: batch, IntendedAt: time.Now().UTC(),
	}
	c.Comment = comment(c)
	if err := s.Run.Intend(ctx, &c); err != nil {
		return err
	}
	return s.send(ctx, &c, results)
}

// resume goes on with a command that an earlier process intended.
func (s Sender) resume(ctx context.Context, c *run.Command, results map[string]error) error {
	switch {
	case c.CommandID != "":
		for _, id := range c.Instances {
			results[id] = nil
		}
		return nil
	case c.Dropped != "":
		return nil
	}
	return s.again(ctx, c, results)
}

// again looks for a command that may have been sent, and sends it if not.
func (s Sender) again(ctx context.Context, c *run.Command, results map[string]error) error {
	found, err := s.find(ctx, c)
	if err != nil {
		return err
	}
	if found == "" {
		return s.send(ctx, c, results)
	}
	return s.sent(ctx, c, found, results)
}

// find looks for a command by its comment.
func (s Sender) find(ctx context.Context, c *run.Command) (string, error) {
	if err := sleep(ctx, time.Until(c.IntendedAt.Add(settle))); err != nil {
		return "", err
	}
	pages := ssm.NewListCommandsPaginator(s.Client, &ssm.ListCommandsInput{
		Filters:    listFilters(c.Document, c.IntendedAt),
		MaxResults: aws.Int32(listPage),
	}, func(o *ssm.ListCommandsPaginatorOptions) { o.StopOnDuplicateToken = true })
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return "", fmt.Errorf("looking for command %q: %w", c.Comment, err)
		}
		for _, command := range page.Commands {
			if aws.ToString(command.Comment) == c.Comment {
				return aws.ToString(command.CommandId), nil
			}
		}
	}
	return "", nil
}

// send sends an intended command. A batch that is refused for an instance in
// it, or for its length, is dropped, and its halves are sent in its place.
func (s Sender) send(ctx context.Context, c *run.Command, results map[string]error) error {
	id, err := s.call(ctx, c)
	switch {
	case err == nil:
		return s.sent(ctx, c, id, results)
	case errors.Is(err, errParameters) || awsx.Is(err, "InvalidInstanceId", "MaxDocumentSizeExceeded"):
		return s.split(ctx, c, err, results)
	case awsx.Ambiguous(err) && ctx.Err() == nil:
		return s.unsure(ctx, c, err, results)
	default:
		return fmt.Errorf("sending %s to %d instances: %w", c.Document, len(c.Instances), err)
	}
}

// unsure looks whether a command was sent whose answer was lost, and sends it
// once more if it was not.
func (s Sender) unsure(ctx context.Context, c *run.Command, lost error, results map[string]error) error {
	c.IntendedAt = time.Now().UTC()
	found, err := s.find(ctx, c)
	if err != nil {
		return errors.Join(lost, err)
	}
	if found != "" {
		return s.sent(ctx, c, found, results)
	}
	id, err := s.call(ctx, c)
	if err != nil {
		return fmt.Errorf("sending %s again after %w: %w", c.Document, lost, err)
	}
	return s.sent(ctx, c, id, results)
}

// errParameters marks parameters that don't fit.
var errParameters = errors.New("the parameters don't fit")

// call makes the call, and gives the command's id.
func (s Sender) call(ctx context.Context, c *run.Command) (string, error) {
	in, err := s.input(c)
	if err != nil {
		return "", err
	}
	out, err := s.Client.SendCommand(ctx, in, func(o *ssm.Options) { o.Retryer = awsx.NewOnceRetryer() })
	if err != nil {
		return "", err
	}
	return aws.ToString(out.Command.CommandId), nil
}

func (s Sender) sent(ctx context.Context, c *run.Command, id string, results map[string]error) error {
	c.CommandID, c.SentAt = id, time.Now().UTC()
	for _, instance := range c.Instances {
		results[instance] = nil
	}
	return s.Run.Complete(ctx, c)
}

// split drops a refused command and begins its halves; a single instance that
// is refused has its result.
func (s Sender) split(ctx context.Context, c *run.Command, refusal error, results map[string]error) error {
	c.Dropped = refusal.Error()
	if err := s.Run.Complete(ctx, c); err != nil {
		return err
	}
	if len(c.Instances) == 1 {
		results[c.Instances[0]] = fmt.Errorf("systems manager takes no command for it: %w", refusal)
		return nil
	}
	middle := len(c.Instances) / 2
	if err := s.begin(ctx, c.Instances[:middle], results); err != nil {
		return err
	}
	return s.begin(ctx, c.Instances[middle:], results)
}

func (s Sender) input(c *run.Command) (*ssm.SendCommandInput, error) {
	parameters, err := s.Parameters(c.Instances)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errParameters, err)
	}
	in := &ssm.SendCommandInput{
		DocumentName:   &c.Document,
		InstanceIds:    c.Instances,
		Comment:        &c.Comment,
		Parameters:     parameters,
		TimeoutSeconds: aws.Int32(int32(s.Delivery.Seconds())),
		// All at once, and none is left out for the failures of others: the
		// defaults are 50 and 0.
		MaxConcurrency: aws.String("100%"),
		MaxErrors:      aws.String("100%"),
	}
	if s.Version != "" {
		in.DocumentVersion = &s.Version
	}
	if s.Hash != "" {
		in.DocumentHash = &s.Hash
		in.DocumentHashType = "Sha256"
	}
	return in, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
