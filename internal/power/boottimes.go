package power

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"patchline/internal/awsx"
	"patchline/internal/command"
)

// BootTimes asks instances by Run Command when Windows has booted. A question
// changes nothing, so one whose fate is not known is just asked again. For one
// goroutine.
type BootTimes struct {
	client  command.Client
	comment string
	last    map[string]*question // by instance
	refused map[string]BootTime  // answers that Ask has had at once
}

type question struct {
	command          string
	asked, requested time.Time
	answered         bool
}

// NewBootTimes asks through client; comment, up to 100 characters, names the
// commands for people.
func NewBootTimes(client command.Client, comment string) *BootTimes {
	return &BootTimes{client: client, comment: comment, last: map[string]*question{}, refused: map[string]BootTime{}}
}

// Asked gives when an instance's last question was sent, by Systems Manager's
// clock, and false where none was.
func (b *BootTimes) Asked(id string) (time.Time, bool) {
	q, found := b.last[id]
	if !found {
		return time.Time{}, false
	}
	return q.requested, true
}

// Waiting tells whether an instance's last question has no answer yet.
func (b *BootTimes) Waiting(id string) bool {
	q, found := b.last[id]
	return found && !q.answered
}

// Ask sends a question to instances. Answers to their former ones are not
// waited for any more. An error is not a single instance's.
func (b *BootTimes) Ask(ctx context.Context, ids []string) error {
	var fatal error
	refused := awsx.Each(ids, awsx.CommandBatch, func(batch []string) error {
		if fatal != nil {
			return fatal
		}
		err := b.send(ctx, batch)
		if err != nil && !ofOneInstance(err) {
			fatal = fmt.Errorf("asking for boot times by Run Command: %w", err)
		}
		return err
	}, ofOneInstance)
	if fatal != nil {
		return fatal
	}
	for id, err := range refused {
		if err != nil {
			now := time.Now()
			b.last[id] = &question{asked: now, requested: now, answered: true}
			b.refused[id] = BootTime{Asked: now, Requested: now, Err: fmt.Errorf("systems manager takes no command for it: %w", err)}
		}
	}
	return nil
}

// ofOneInstance tells whether Run Command has refused a batch for an instance
// in it.
func ofOneInstance(err error) bool {
	return awsx.Is(err, "InvalidInstanceId", "UnsupportedPlatformType")
}

// send asks one batch. Where it is not known whether that was done, or SSM is
// too busy, it is as if it was not asked.
func (b *BootTimes) send(ctx context.Context, batch []string) error {
	asked := time.Now()
	out, err := b.client.SendCommand(ctx, &ssm.SendCommandInput{
		DocumentName: aws.String(scriptDocument),
		InstanceIds:  batch,
		Comment:      &b.comment,
		Parameters: map[string][]string{
			"commands":         {BootTimeScript},
			"executionTimeout": {strconv.Itoa(int(bootTimeRuns / time.Second))},
		},
		TimeoutSeconds: aws.Int32(int32(bootTimeDelivery / time.Second)),
		MaxConcurrency: aws.String("100%"),
		MaxErrors:      aws.String("100%"),
	}, func(o *ssm.Options) { o.Retryer = awsx.NewOnceRetryer() })
	switch {
	case err == nil:
	case ctx.Err() == nil && (awsx.Ambiguous(err) || awsx.IsThrottled(err)):
		return nil
	default:
		return err
	}
	if out.Command == nil {
		return errors.New("SendCommand answered without a command")
	}
	requested := aws.ToTime(out.Command.RequestedDateTime)
	if requested.IsZero() {
		requested = asked
	}
	for _, id := range batch {
		b.last[id] = &question{command: aws.ToString(out.Command.CommandId), asked: asked, requested: requested}
	}
	return nil
}

// Answers gives what has come in since the last call, by instance: a call for
// each command of 50 that has an answer to come.
func (b *BootTimes) Answers(ctx context.Context) (map[string]BootTime, error) {
	answers := b.refused
	b.refused = map[string]BootTime{}
	open := map[string]bool{}
	for _, q := range b.last {
		if !q.answered {
			open[q.command] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(open)) {
		invocations, err := command.Invocations(ctx, b.client, id, true)
		if err != nil {
			return answers, err
		}
		for _, i := range invocations {
			q, found := b.last[i.Instance]
			if !found || q.command != id || q.answered || !i.Final {
				continue
			}
			q.answered = true
			answers[i.Instance] = q.answer(i)
		}
	}
	return answers, nil
}
