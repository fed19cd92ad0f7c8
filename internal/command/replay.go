package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"patchline/internal/run"
)

// settle is how long a command that was sent may stay out of listings.
// ListCommands is seen to lag by a second or two (UNCONFIRMED).
const settle = 15 * time.Second

// resume goes on with the commands that an earlier process intended: those
// that may have been sent are looked for, and sent if they were not.
func (s Sender) resume(ctx context.Context, have []run.Command, results map[string]error) error {
	var unsure []*run.Command
	for i := range have {
		c := &have[i]
		switch {
		case c.Target != s.Target || c.Dropped != "":
		case c.CommandID != "":
			s.went(c, results)
		default:
			unsure = append(unsure, c)
		}
	}
	if len(unsure) == 0 {
		return nil
	}
	since := slices.MinFunc(unsure, func(a, b *run.Command) int { return a.IntendedAt.Compare(b.IntendedAt) }).IntendedAt
	found, err := s.find(ctx, since)
	if err != nil {
		return err
	}
	return s.each(ctx, unsure, func(c *run.Command) error {
		if id := found[c.Comment]; id != "" {
			s.sent(c, id, results)
			return nil
		}
		return s.send(ctx, c, results)
	})
}

// find lists the document's commands since a moment: ids by comments. Whoever
// may have sent one has done so before it is called.
func (s Sender) find(ctx context.Context, since time.Time) (map[string]string, error) {
	if err := sleep(ctx, settle); err != nil {
		return nil, err
	}
	found := map[string]string{}
	pages := ssm.NewListCommandsPaginator(s.Client, &ssm.ListCommandsInput{
		Filters:    listFilters(s.Document, since),
		MaxResults: aws.Int32(listPage),
	}, func(o *ssm.ListCommandsPaginatorOptions) { o.StopOnDuplicateToken = true })
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("looking for what was sent of %s: %w", s.Document, err)
		}
		for _, command := range page.Commands {
			found[aws.ToString(command.Comment)] = aws.ToString(command.CommandId)
		}
	}
	return found, nil
}

// unsure looks whether a command was sent whose answer was lost, and sends it
// once more if it was not.
func (s Sender) unsure(ctx context.Context, c *run.Command, lost error, results map[string]error) error {
	found, err := s.find(ctx, c.IntendedAt)
	if err != nil {
		return errors.Join(lost, err)
	}
	id := found[c.Comment]
	if id == "" {
		if id, err = s.call(ctx, c); err != nil {
			return fmt.Errorf("sending %s again after %w: %w", c.Document, lost, err)
		}
	}
	s.sent(c, id, results)
	return nil
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
