package power_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"patchline/internal/command"
	"patchline/internal/power"
)

// runner is Run Command with agents that answer when they are told to.
type runner struct {
	command.Client // what is not imitated panics
	sent           []*ssm.SendCommandInput
	lists          int
	output         map[string]string // by "command instance"
	status         map[string]string
	bad            []string // instances that SSM knows no agent of
	fail           []error  // of the next SendCommands
	ahead          time.Duration
}

func newRunner() *runner { return &runner{output: map[string]string{}, status: map[string]string{}} }

func (r *runner) SendCommand(_ context.Context, in *ssm.SendCommandInput, _ ...func(*ssm.Options)) (*ssm.SendCommandOutput, error) {
	if len(r.fail) > 0 {
		err := r.fail[0]
		r.fail = r.fail[1:]
		if err != nil {
			return nil, err
		}
	}
	if len(in.InstanceIds) > 50 {
		return nil, refusal("ValidationException")
	}
	for _, id := range in.InstanceIds {
		if slices.Contains(r.bad, id) {
			return nil, refusal("InvalidInstanceId")
		}
	}
	r.sent = append(r.sent, in)
	return &ssm.SendCommandOutput{Command: &types.Command{
		CommandId: aws.String(fmt.Sprint("c", len(r.sent))), RequestedDateTime: aws.Time(time.Now().Add(r.ahead)),
	}}, nil
}

func (r *runner) ListCommandInvocations(_ context.Context, in *ssm.ListCommandInvocationsInput, _ ...func(*ssm.Options)) (*ssm.ListCommandInvocationsOutput, error) {
	r.lists++
	var number int
	if _, err := fmt.Sscanf(aws.ToString(in.CommandId), "c%d", &number); err != nil || !in.Details {
		return nil, refusal("InvalidCommandId")
	}
	out := &ssm.ListCommandInvocationsOutput{}
	for _, id := range r.sent[number-1].InstanceIds {
		key := *in.CommandId + " " + id
		status := r.status[key]
		if status == "" {
			status = "InProgress"
		}
		out.CommandInvocations = append(out.CommandInvocations, types.CommandInvocation{
			CommandId: in.CommandId, InstanceId: aws.String(id), StatusDetails: aws.String(status),
			CommandPlugins: []types.CommandPlugin{{Output: aws.String(r.output[key])}},
		})
	}
	return out, nil
}

// answers has instances answer a command.
func (r *runner) answers(command, status, output string, ids ...string) {
	for _, id := range ids {
		r.status[command+" "+id], r.output[command+" "+id] = status, output
	}
}

const (
	printed = "2026-11-24T22:10:05.1234567Z\r\n"
	comment = "patchline night boot time"
)

var booted = time.Date(2026, 11, 24, 22, 10, 5, 123456700, time.UTC)

func TestAQuestionIsAskedFiftyAtATimeAndAnsweredOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRunner()
		r.ahead = 3 * time.Second
		b := power.NewBootTimes(r, comment)
		asked := time.Now()
		if err := b.Ask(t.Context(), ids(120)); err != nil || len(r.sent) != 3 {
			t.Fatalf("%d commands, %v", len(r.sent), err)
		}
		in := r.sent[0]
		if *in.DocumentName != "AWS-RunPowerShellScript" || *in.Comment != comment || in.Parameters["commands"][0] != power.BootTimeScript ||
			*in.MaxErrors != "100%" || *in.MaxConcurrency != "100%" {
			t.Errorf("it sent %+v", in)
		}
		if answers, err := b.Answers(t.Context()); err != nil || len(answers) != 0 || r.lists != 3 {
			t.Errorf("before anyone has answered: %v, %v in %d calls", answers, err, r.lists)
		}
		r.answers("c1", "Success", printed, ids(50)...)
		r.answers("c3", "Success", printed, id(119))
		time.Sleep(time.Minute)
		answers, err := b.Answers(t.Context())
		if err != nil || len(answers) != 51 {
			t.Fatalf("%d answers, %v", len(answers), err)
		}
		if a := answers[id(119)]; a.Err != nil || !a.Boot.Equal(booted) || !a.Asked.Equal(asked) || !a.Requested.Equal(asked.Add(3*time.Second)) {
			t.Errorf("got %+v", a)
		}
		if b.Waiting(id(0)) || !b.Waiting(id(50)) || b.Waiting("i-none") {
			t.Error("it does not know who has answered")
		}
		r.lists = 0
		if answers, err = b.Answers(t.Context()); err != nil || len(answers) != 0 || r.lists != 2 {
			t.Errorf("again: %v, %v in %d calls", answers, err, r.lists)
		}
	})
}

func TestOnlyTheLastQuestionCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRunner()
		b := power.NewBootTimes(r, comment)
		if _, asked := b.Asked(id(0)); asked {
			t.Error("asked before the first question")
		}
		for range 2 {
			if err := b.Ask(t.Context(), ids(2)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
		}
		if at, asked := b.Asked(id(0)); !asked || time.Since(at) != time.Minute {
			t.Errorf("asked %v, %v ago", asked, time.Since(at))
		}
		r.answers("c1", "Success", printed, ids(2)...)
		if answers, err := b.Answers(t.Context()); err != nil || len(answers) != 0 {
			t.Errorf("the former is answered: %v, %v", answers, err)
		}
		r.answers("c2", "Success", printed, ids(2)...)
		if answers, err := b.Answers(t.Context()); err != nil || len(answers) != 2 {
			t.Errorf("the last is answered: %v, %v", answers, err)
		}
	})
}

func TestAFormerQuestionIsNotAnsweredByTheOthersOfItsCommand(t *testing.T) {
	r := newRunner()
	b := power.NewBootTimes(r, comment)
	for _, asked := range [][]string{ids(2), ids(1)} {
		if err := b.Ask(t.Context(), asked); err != nil {
			t.Fatal(err)
		}
	}
	r.answers("c1", "Success", printed, ids(2)...)
	answers, err := b.Answers(t.Context())
	if _, found := answers[id(1)]; err != nil || len(answers) != 1 || !found {
		t.Errorf("got %v, %v", answers, err)
	}
}

func TestOneThatSystemsManagerRefusesHasItsAnswerAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRunner()
		r.bad = []string{id(3), id(40)}
		b := power.NewBootTimes(r, comment)
		if err := b.Ask(t.Context(), ids(50)); err != nil {
			t.Fatal(err)
		}
		answers, err := b.Answers(t.Context())
		if err != nil || len(answers) != 2 || answers[id(3)].Err == nil || !strings.Contains(answers[id(40)].Err.Error(), "InvalidInstanceId") {
			t.Errorf("got %v, %v", answers, err)
		}
		asked := 0
		for _, in := range r.sent {
			asked += len(in.InstanceIds)
		}
		if asked != 48 || b.Waiting(id(3)) || !b.Waiting(id(4)) {
			t.Errorf("%d of the others were asked", asked)
		}
	})
}

func TestAQuestionOfUnknownFateIsAsIfNotAsked(t *testing.T) {
	for name, fault := range map[string]error{
		"the connection broke": errors.New("connection reset"),
		"throttled to the end": refusal("ThrottlingException"),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRunner()
				r.fail = []error{fault}
				b := power.NewBootTimes(r, comment)
				if err := b.Ask(t.Context(), ids(1)); err != nil {
					t.Fatal(err)
				}
				if _, asked := b.Asked(id(0)); asked {
					t.Error("it counts as asked")
				}
			})
		})
	}
}

func TestAnErrorThatIsNoSingleInstancesEndsTheAsking(t *testing.T) {
	r := newRunner()
	r.fail = []error{nil, refusal("AccessDeniedException")}
	b := power.NewBootTimes(r, comment)
	err := b.Ask(t.Context(), ids(200))
	if err == nil || !strings.Contains(err.Error(), "AccessDeniedException") || len(r.sent) != 1 {
		t.Errorf("got %v after %d commands", err, len(r.sent))
	}
}

func TestWhatIsNoBootTimeIsSaidSo(t *testing.T) {
	for name, test := range map[string]struct{ status, output, want string }{
		"the script fails":         {"Failed", "----------ERROR-------\r\nAccess denied", "ended as Failed"},
		"it was never delivered":   {"Delivery Timed Out", "", "ended as DeliveryTimedOut"},
		"nothing is printed":       {"Success", "", "can't be read"},
		"something else":           {"Success", "hello\x1b[31m", `can't be read from "hello\x1b[31m"`},
		"a great deal of it":       {"Success", strings.Repeat("x", 2500), strings.Repeat("x", 60) + `"`},
		"a local time":             {"Success", "2026-11-24T22:10:05", "can't be read"},
		"a boot time and a remark": {"Success", printed + "WARNING: x", "can't be read"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRunner()
			b := power.NewBootTimes(r, comment)
			if err := b.Ask(t.Context(), ids(1)); err != nil {
				t.Fatal(err)
			}
			r.answers("c1", test.status, test.output, id(0))
			answers, err := b.Answers(t.Context())
			a := answers[id(0)]
			if err != nil || a.Err == nil || !a.Boot.IsZero() || !strings.Contains(a.Err.Error(), test.want) || len(a.Err.Error()) > 200 {
				t.Errorf("got %+v, %v", a, err)
			}
		})
	}
}
