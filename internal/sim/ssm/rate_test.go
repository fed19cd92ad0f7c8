package ssm_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	client "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"patchline/internal/sim/documents"
	"patchline/internal/sim/world"
)

var patchTag = []types.Target{{Key: aws.String("tag:Patch"), Values: []string{"yes"}}}

func TestMaxConcurrencyBoundsWhatIsSentAndNotEnded(t *testing.T) {
	for name, test := range map[string]struct {
		concurrency *string
		targets     int
		at          map[string]int // after ten seconds of a minute's work
	}{
		"a number":                 {aws.String("3"), 10, map[string]int{"InProgress": 3, "Pending": 7}},
		"a percentage":             {aws.String("20%"), 10, map[string]int{"InProgress": 2, "Pending": 8}},
		"a percentage of too few":  {aws.String("1%"), 10, map[string]int{"InProgress": 1, "Pending": 9}},
		"fifty where none is said": {nil, 60, map[string]int{"InProgress": 50, "Pending": 10}},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t)
				r.fleet(test.targets)
				r.document("Doc", oneStep)
				for n := range test.targets {
					r.runner.scripts[id(n)] = []script{{takes: time.Minute}}
				}
				sent := r.send(client.SendCommandInput{Targets: patchTag, MaxConcurrency: test.concurrency})
				time.Sleep(10 * time.Second)
				if got := r.statuses(sent); !maps.Equal(got, test.at) {
					t.Errorf("got %v, want %v", got, test.at)
				}
				time.Sleep(15 * time.Minute)
				if got := r.overall(sent); got != fmt.Sprintf("Success/Success %[1]d/%[1]d 0", test.targets) {
					t.Errorf("at last: %s", got)
				}
			})
		})
	}
}

// Ten instances, one at a time; some of the first ones fail.
func TestMaxErrorsStopsTheSending(t *testing.T) {
	for name, test := range map[string]struct {
		errors   string
		failing  []int
		want     map[string]int
		overall  string
		timesOut bool
	}{
		"none allowed: the first failure stops it": {"0", []int{2}, map[string]int{"Success": 2, "Failed": 1, "Terminated": 7}, "Failed/Failed 10/10 1", false},
		"one allowed: the second one does":         {"1", []int{2, 4}, map[string]int{"Success": 3, "Failed": 2, "Terminated": 5}, "Failed/Failed 10/10 2", false},
		"one allowed and one seen: Incomplete":     {"1", []int{2}, map[string]int{"Success": 9, "Failed": 1}, "Failed/Incomplete 10/10 1", false},
		"a percentage":                             {"20%", []int{0, 1, 2}, map[string]int{"Failed": 3, "Terminated": 7}, "Failed/Failed 10/10 3", false},
		"execution time-outs count":                {"0", []int{1}, map[string]int{"Success": 1, "ExecutionTimedOut": 1, "Terminated": 8}, "TimedOut/ExecutionTimedOut 10/10 1", true},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t)
				r.fleet(10)
				r.document("Doc", `[{"action":"aws:runPowerShellScript","name":"run","inputs":{"timeoutSeconds":"60","runCommand":[]}}]`)
				for _, n := range test.failing {
					r.runner.scripts[id(n)] = []script{{takes: time.Second, code: 1}}
					if test.timesOut {
						r.runner.scripts[id(n)] = []script{{takes: time.Hour}}
					}
				}
				sent := r.send(client.SendCommandInput{Targets: patchTag, MaxConcurrency: aws.String("1"), MaxErrors: aws.String(test.errors)})
				time.Sleep(10 * time.Minute)
				if got := r.statuses(sent); !maps.Equal(got, test.want) {
					t.Errorf("got %v, want %v", got, test.want)
				}
				if got := r.overall(sent); got != test.overall {
					t.Errorf("the command is %s, want %s", got, test.overall)
				}
			})
		})
	}
}

func TestWhatWasSentGoesOnWhenMaxErrorsIsExceeded(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(10)
		r.document("Doc", oneStep)
		for n := range 10 {
			r.runner.scripts[id(n)] = []script{{takes: time.Minute}}
		}
		r.runner.scripts[id(0)] = []script{{code: 1}}
		sent := r.send(client.SendCommandInput{Targets: patchTag, MaxConcurrency: aws.String("4")})
		time.Sleep(10 * time.Second)
		if got := r.overall(sent); got != "InProgress/InProgress 7/10 1" {
			t.Errorf("after the failure: %s", got)
		}
		time.Sleep(2 * time.Minute)
		if got, want := r.statuses(sent), (map[string]int{"Failed": 1, "Success": 3, "Terminated": 6}); !maps.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestDeliveryTimeOutsDoNotCountToMaxErrors(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(4)
		r.document("Doc", `[{"action":"aws:runPowerShellScript","name":"run","inputs":{"timeoutSeconds":"60","runCommand":[]}}]`)
		r.do(func() { r.w.LoseAgent(r.instance(1)) })
		sent := r.send(client.SendCommandInput{InstanceIds: ids(4), TimeoutSeconds: aws.Int32(30), MaxErrors: aws.String("1")})
		time.Sleep(2 * time.Minute)
		if got := r.overall(sent); got != "Failed/Incomplete 4/4 0" {
			t.Errorf("got %s", got)
		}
		if got := r.command(sent).DeliveryTimedOutCount; got != 1 {
			t.Errorf("DeliveryTimedOutCount %d", got)
		}
	})
}

// The slots of a command are taken by what is sent, also to a lost agent.
func TestALostAgentHoldsASlotOfMaxConcurrency(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(3)
		r.document("Doc", oneStep)
		r.do(func() { r.w.LoseAgent(r.instance(0)) })
		sent := r.send(client.SendCommandInput{Targets: patchTag, MaxConcurrency: aws.String("1"), TimeoutSeconds: aws.Int32(30)})
		time.Sleep(30 * time.Minute)
		if got, want := r.statuses(sent), (map[string]int{"InProgress": 1, "Pending": 2}); !maps.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		time.Sleep(2 * time.Hour)
		if got := r.overall(sent); got != "TimedOut/DeliveryTimedOut 3/3 0" {
			t.Errorf("at last: %s", got)
		}
	})
}

func TestTargets(t *testing.T) {
	for name, test := range map[string]struct {
		targets []types.Target
		want    string
	}{
		"by a tag": {patchTag, "Success/Success 2/2 0"},
		"by two tags, which must both match": {
			[]types.Target{patchTag[0], {Key: aws.String("tag:Odd"), Values: []string{"1", "3"}}}, "Success/Success 1/1 0",
		},
		"by any of a tag's values": {[]types.Target{{Key: aws.String("tag:Odd"), Values: []string{"0", "1"}}}, "Success/Success 2/2 0"},
		"by a tag's key":           {[]types.Target{{Key: aws.String("tag-key"), Values: []string{"Odd"}}}, "Success/Success 2/2 0"},
		"by ids":                   {[]types.Target{{Key: aws.String("InstanceIds"), Values: ids(1)}}, "Success/Success 1/1 0"},
		"by a tag that none has: Success all the same": {
			[]types.Target{{Key: aws.String("tag:Patch"), Values: []string{"no"}}}, "Success/NoInstancesInTag 0/0 0",
		},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t)
				n := 0
				r.fleet(2, func(i *world.Instance) { i.Tags.Set("Odd", fmt.Sprint(n)); n++ })
				r.do(func() {
					r.w.Site(place).Instances.Add(&world.Instance{Place: place, ID: id(9), State: world.Running, Tags: world.Tags{{Key: "Patch", Value: "yes"}}})
				})
				r.document("Doc", oneStep)
				sent := r.send(client.SendCommandInput{Targets: test.targets})
				if got := r.overall(sent); got != "Pending/Pending 0/0 0" {
					t.Errorf("at first: %s", got)
				}
				time.Sleep(time.Minute)
				if got := r.overall(sent); got != test.want {
					t.Errorf("got %s, want %s", got, test.want)
				}
			})
		})
	}
}

func TestAWrongPlatformInATagIsInvalidPlatformAndDoesNotCount(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(3)
		r.do(func() { r.instance(1).Windows = nil })
		r.document("Doc", `[{"action":"aws:runPowerShellScript","name":"run","precondition":{"StringEquals":["platformType","Windows"]},"inputs":{"runCommand":[]}}]`)
		sent := r.send(client.SendCommandInput{Targets: patchTag})
		time.Sleep(time.Minute)
		if got := r.status(sent, 1); got != "Failed/InvalidPlatform -1" {
			t.Errorf("the Linux instance: %s", got)
		}
		if got := r.overall(sent); got != "Success/Success 3/3 0" {
			t.Errorf("the command: %s", got)
		}
	})
}

func TestAmazonsDocumentsAreThereInEveryPlace(t *testing.T) {
	r := newRig(t)
	for _, source := range documents.All() {
		out, err := r.DescribeDocument(t.Context(), &client.DescribeDocumentInput{Name: aws.String(source.Name)})
		if err != nil {
			t.Errorf("%s: %v", source.Name, err)
			continue
		}
		want := account
		if source.Owner == documents.Amazon {
			want = documents.Amazon
		}
		if *out.Document.Owner != want || out.Document.Status != types.DocumentStatusActive {
			t.Errorf("%s: owner %s, status %s", source.Name, *out.Document.Owner, out.Document.Status)
		}
	}
}
