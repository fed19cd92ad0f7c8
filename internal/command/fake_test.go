package command_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
	"github.com/aws/smithy-go"

	"patchline/internal/command"
	"patchline/internal/run"
	"patchline/internal/run/memstore"
)

// runCommand is Systems Manager's Run Command as far as a Sender sees it.
type runCommand struct {
	command.Client // what is not called

	sent []sent
	// sends counts SendCommand, lists the pages of ListCommands.
	sends, lists int
	// lag is how long a command stays out of listings.
	lag time.Duration
	// before says why a call is refused; nil: it is taken.
	before func(*ssm.SendCommandInput) error
	// after is what a caller hears of a call that was taken; nil: its answer.
	after func(*ssm.SendCommandInput) error
}

// sent is a command that was taken.
type sent struct {
	id string
	at time.Time
	in *ssm.SendCommandInput
}

func (r *runCommand) SendCommand(_ context.Context, in *ssm.SendCommandInput, _ ...func(*ssm.Options)) (*ssm.SendCommandOutput, error) {
	r.sends++
	if r.before != nil {
		if err := r.before(in); err != nil {
			return nil, err
		}
	}
	s := sent{"command-" + strconv.Itoa(len(r.sent)+1), time.Now(), in}
	r.sent = append(r.sent, s)
	if r.after != nil {
		if err := r.after(in); err != nil {
			return nil, err
		}
	}
	return &ssm.SendCommandOutput{Command: &types.Command{CommandId: &s.id}}, nil
}

// ListCommands gives a page, newest first, of the document that is asked for.
func (r *runCommand) ListCommands(_ context.Context, in *ssm.ListCommandsInput, _ ...func(*ssm.Options)) (*ssm.ListCommandsOutput, error) {
	r.lists++
	document := ""
	for _, f := range in.Filters {
		if f.Key == types.CommandFilterKeyDocumentName {
			document = aws.ToString(f.Value)
		}
	}
	from, _ := strconv.Atoi(aws.ToString(in.NextToken))
	out := &ssm.ListCommandsOutput{}
	for k := len(r.sent) - 1 - from; k >= 0; k-- {
		if len(out.Commands) == int(aws.ToInt32(in.MaxResults)) {
			out.NextToken = aws.String(strconv.Itoa(len(r.sent) - 1 - k))
			break
		}
		s := r.sent[k]
		if aws.ToString(s.in.DocumentName) == document && time.Since(s.at) >= r.lag {
			out.Commands = append(out.Commands, types.Command{CommandId: &s.id, Comment: s.in.Comment})
		}
	}
	return out, nil
}

// perInstance is how often each instance was sent to.
func (r *runCommand) perInstance() map[string]int {
	times := map[string]int{}
	for _, s := range r.sent {
		for _, id := range s.in.InstanceIds {
			times[id]++
		}
	}
	return times
}

func code(name string) error { return &smithy.GenericAPIError{Code: name, Message: "a test's"} }

// lost is a connection that broke: nobody knows what became of the call.
func lost() error { return &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET} }

// desk is a Sender at work in virtual time.
type desk struct {
	t   *testing.T
	ssm *runCommand
	run run.Run
}

const document = run.DocInstall

var target = run.Target{Account: "111122223333", Region: "eu-central-1"}

func atDesk(t *testing.T, test func(*testing.T, *desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		test(t, &desk{t, &runCommand{lag: 2 * time.Second}, run.Run{Store: &memstore.Store{}, Keys: run.Keys{Prefix: "p", Run: "night"}}})
	})
}

// send is a process that sends to instances what it finds was not sent.
func (d *desk) send(ctx context.Context, instances []string, change ...func(*command.Sender)) (map[string]error, error) {
	d.t.Helper()
	have := d.kept()
	batch := 0
	for _, c := range have {
		batch = max(batch, c.Batch)
	}
	s := command.Sender{
		Client: d.ssm, Run: d.run, Target: target, Document: document, Attempt: 1, Delivery: time.Minute,
		NextBatch:  func() int { batch++; return batch },
		Parameters: func([]string) (map[string][]string, error) { return nil, nil },
	}
	for _, do := range change {
		do(&s)
	}
	return s.Send(ctx, have, instances)
}

// kept is what is on the store.
func (d *desk) kept() []run.Command {
	d.t.Helper()
	commands, err := d.run.Commands(d.t.Context(), document, 1)
	if err != nil {
		d.t.Fatal(err)
	}
	return commands
}

// wantOnce checks that every instance was sent to once, and is kept as such.
func (d *desk) wantOnce(instances []string) {
	d.t.Helper()
	times := d.ssm.perInstance()
	for _, id := range instances {
		if times[id] != 1 {
			d.t.Errorf("%s was sent to %d times", id, times[id])
		}
		delete(times, id)
	}
	if len(times) > 0 {
		d.t.Errorf("also sent to: %v", times)
	}
	kept := map[string]int{}
	for _, c := range d.kept() {
		for _, id := range c.Instances {
			if c.CommandID != "" {
				kept[id]++
			}
		}
	}
	for _, id := range instances {
		if kept[id] != 1 {
			d.t.Errorf("%s is kept as sent to %d times", id, kept[id])
		}
	}
}

func fleet(n int) []string {
	ids := make([]string, n)
	for k := range ids {
		ids[k] = fmt.Sprintf("i-%08x", k)
	}
	return ids
}

var errDisk = errors.New("the disk is full")
