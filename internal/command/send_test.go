package command_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"patchline/internal/command"
	"patchline/internal/run"
)

func TestAThousandInstancesTakeTwoWrites(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		instances := fleet(2340)
		results, err := d.send(t.Context(), instances)
		if err != nil || len(results) != len(instances) {
			t.Fatalf("%d results, %v", len(results), err)
		}
		d.wantOnce(instances)
		if d.ssm.sends != 47 || d.ssm.lists != 0 {
			t.Errorf("it sent %d commands and listed %d times", d.ssm.sends, d.ssm.lists)
		}
		objects := 0
		for _, err := range d.run.Store.List(t.Context(), d.run.Keys.CommandsPrefix(document, 1), "") {
			if err != nil {
				t.Fatal(err)
			}
			objects++
		}
		if objects != 3 {
			t.Errorf("the commands are in %d objects", objects)
		}
		in := d.ssm.sent[0].in
		if len(in.InstanceIds) != 50 || *in.MaxErrors != "100%" || *in.MaxConcurrency != "100%" || *in.TimeoutSeconds != 60 {
			t.Errorf("it sent %+v", in)
		}
	})
}

func TestABatchThatIsRefusedForSomeOfItIsHalved(t *testing.T) {
	for name, refused := range map[string]string{"an instance that is not known": "InvalidInstanceId", "a document that is too long": "MaxDocumentSizeExceeded"} {
		t.Run(name, func(t *testing.T) {
			atDesk(t, func(t *testing.T, d *desk) {
				instances := fleet(120)
				bad := []string{instances[0], instances[49], instances[77]}
				d.ssm.before = func(in *ssm.SendCommandInput) error {
					if slices.ContainsFunc(bad, func(id string) bool { return slices.Contains(in.InstanceIds, id) }) {
						return code(refused)
					}
					return nil
				}
				results, err := d.send(t.Context(), instances)
				if err != nil {
					t.Fatal(err)
				}
				for id, err := range results {
					if (err != nil) != slices.Contains(bad, id) || err != nil && !strings.Contains(err.Error(), refused) {
						t.Errorf("%s: %v", id, err)
					}
				}
				good := slices.DeleteFunc(slices.Clone(instances), func(id string) bool { return slices.Contains(bad, id) })
				d.wantOnce(good)
				// A replay sends nothing more to those that are well.
				d.ssm.before = func(*ssm.SendCommandInput) error { return code("InvalidInstanceId") }
				if _, err := d.send(t.Context(), instances); err != nil {
					t.Fatal(err)
				}
				d.wantOnce(good)
			})
		})
	}
}

func TestParametersThatDontFitAreSentToFewerAtOnce(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		const fits = 12
		instances := fleet(90)
		small := func(s *command.Sender) {
			s.Parameters = func(batch []string) (map[string][]string, error) {
				if len(batch) > fits {
					return nil, fmt.Errorf("%d instances: %w", len(batch), errDisk)
				}
				return map[string][]string{"n": {fmt.Sprint(len(batch))}}, nil
			}
		}
		if _, err := d.send(t.Context(), instances, small); err != nil {
			t.Fatal(err)
		}
		d.wantOnce(instances)
		for _, s := range d.ssm.sent {
			if len(s.in.InstanceIds) > fits {
				t.Errorf("sent to %d instances at once", len(s.in.InstanceIds))
			}
		}
	})
}

func TestAnErrorThatIsNoInstancesEndsTheSending(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		instances := fleet(200)
		d.ssm.before = func(*ssm.SendCommandInput) error {
			if d.ssm.sends == 3 {
				return code("AccessDeniedException")
			}
			return nil
		}
		results, err := d.send(t.Context(), instances)
		if err == nil || len(results) != 100 || d.ssm.sends != 3 {
			t.Fatalf("%d results after %d calls, %v", len(results), d.ssm.sends, err)
		}
		if ids := commandIDs(d); !slices.Equal(ids, []string{"command-1", "command-2", "", ""}) {
			t.Errorf("kept is %q", ids)
		}
		d.ssm.before = nil
		if _, err := d.send(t.Context(), instances); err != nil {
			t.Fatal(err)
		}
		d.wantOnce(instances)
	})
}

func commandIDs(d *desk) []string {
	var ids []string
	for _, c := range d.kept() {
		ids = append(ids, c.CommandID)
	}
	return ids
}

func TestASignalInTheMiddleKeepsWhatWasSent(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		instances := fleet(200)
		d.run.Store = obedient{d.run.Store}
		ctx, stop := context.WithCancel(t.Context())
		d.ssm.after = func(*ssm.SendCommandInput) error {
			if d.ssm.sends == 2 {
				stop()
			}
			return nil
		}
		d.ssm.before = func(*ssm.SendCommandInput) error { return ctx.Err() }
		if _, err := d.send(ctx, instances); !errors.Is(err, context.Canceled) {
			t.Errorf("it ended with %v", err)
		}
		if ids := commandIDs(d); !slices.Equal(ids, []string{"command-1", "command-2", "", ""}) {
			t.Errorf("kept is %q", ids)
		}
		d.ssm.before, d.ssm.after = nil, nil
		if _, err := d.send(t.Context(), instances); err != nil {
			t.Fatal(err)
		}
		d.wantOnce(instances)
	})
}

// obedient is a store that does nothing on a context that is done.
type obedient struct{ run.Store }

func (o obedient) Replace(ctx context.Context, key string, body []byte, etag string) (string, error) {
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	return o.Store.Replace(ctx, key, body, etag)
}

func TestOneTargetsCommandsAreNotAnothers(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		elsewhere := func(s *command.Sender) { s.Target = run.Target{Account: target.Account, Region: "us-east-1"} }
		if _, err := d.send(t.Context(), fleet(10), elsewhere); err != nil {
			t.Fatal(err)
		}
		results, err := d.send(t.Context(), []string{"i-0000abcd"})
		if err != nil || !slices.Equal(slices.Collect(maps.Keys(results)), []string{"i-0000abcd"}) {
			t.Errorf("got %v, %v", results, err)
		}
	})
}

const longNight = 12 * time.Hour
