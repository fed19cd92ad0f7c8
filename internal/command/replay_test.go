package command_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"patchline/internal/run"
)

// What a process leaves that is killed while it sends: all is written down, and
// so much of it was sent.
func TestAReplaySendsWhatWasNotSentByOneListing(t *testing.T) {
	for _, wasSent := range []int{0, 1, 7, 20} {
		for name, later := range map[string]time.Duration{"at once": 0, "at noon": longNight} {
			t.Run(name, func(t *testing.T) {
				atDesk(t, func(t *testing.T, d *desk) {
					instances := fleet(1000)
					ctx, kill := context.WithCancel(t.Context())
					broken := &breaking{Store: d.run.Store, ctx: ctx}
					whole := d.run
					d.run.Store = broken
					d.ssm.before = func(*ssm.SendCommandInput) error {
						if len(d.ssm.sent) == wasSent {
							kill()
						}
						return ctx.Err()
					}
					if wasSent == 20 {
						d.ssm.after = func(*ssm.SendCommandInput) error {
							if len(d.ssm.sent) == wasSent {
								kill()
							}
							return nil
						}
					}
					if _, err := d.send(ctx, instances); err == nil {
						t.Fatal("the process was not killed")
					}
					d.run, d.ssm.before, d.ssm.after = whole, nil, nil
					if ids := commandIDs(d); len(ids) != 20 || slices.Max(ids) != "" {
						t.Fatalf("the killed process left %q", ids)
					}
					time.Sleep(later)
					if _, err := d.send(t.Context(), instances); err != nil {
						t.Fatal(err)
					}
					d.wantOnce(instances)
					if d.ssm.lists != 1 {
						t.Errorf("it took %d listings", d.ssm.lists)
					}
				})
			})
		}
	}
}

// breaking is a store to which a process can't write any more once it is dead.
type breaking struct {
	run.Store
	ctx context.Context //nolint:containedctx // the process' life
}

func (b *breaking) Replace(ctx context.Context, key string, body []byte, etag string) (string, error) {
	if b.ctx.Err() != nil {
		return "", errDisk
	}
	return b.Store.Replace(ctx, key, body, etag)
}

func TestAnAnswerThatIsLostIsLookedForBeforeItIsSentAgain(t *testing.T) {
	for name, arrives := range map[string]bool{"the call has arrived": true, "the call has not arrived": false} {
		t.Run(name, func(t *testing.T) {
			atDesk(t, func(t *testing.T, d *desk) {
				instances := fleet(150)
				lose := func(*ssm.SendCommandInput) error {
					if d.ssm.sends == 2 {
						return lost()
					}
					return nil
				}
				if arrives {
					d.ssm.after = lose
				} else {
					d.ssm.before = lose
				}
				if _, err := d.send(t.Context(), instances); err != nil {
					t.Fatal(err)
				}
				d.wantOnce(instances)
				if d.ssm.lists != 1 {
					t.Errorf("it took %d listings", d.ssm.lists)
				}
			})
		})
	}
}

func TestAnAnswerThatIsLostTwiceIsAnErrorAndTheReplaySendsOnce(t *testing.T) {
	atDesk(t, func(t *testing.T, d *desk) {
		instances := fleet(50)
		d.ssm.before = func(*ssm.SendCommandInput) error { return lost() }
		if _, err := d.send(t.Context(), instances); err == nil {
			t.Fatal("nothing was heard, and that is no error")
		}
		d.ssm.before, d.ssm.after = nil, func(*ssm.SendCommandInput) error { return lost() }
		if _, err := d.send(t.Context(), instances); err != nil {
			t.Fatal(err)
		}
		d.ssm.after = nil
		if _, err := d.send(t.Context(), instances); err != nil {
			t.Fatal(err)
		}
		d.wantOnce(instances)
	})
}

// Halves of a batch are begun once it is written down that it is dropped: a
// replay must not send the whole beside them.
func TestABatchThatWasDroppedIsNotSentAgain(t *testing.T) {
	for name, killed := range map[string]bool{"after an error": false, "after a kill": true} {
		t.Run(name, func(t *testing.T) {
			atDesk(t, func(t *testing.T, d *desk) {
				instances := fleet(40)
				ctx, kill := context.WithCancel(t.Context())
				defer kill()
				whole := d.run
				d.run.Store = &breaking{Store: d.run.Store, ctx: ctx}
				d.ssm.before = func(in *ssm.SendCommandInput) error {
					switch {
					case len(in.InstanceIds) > 20:
						return code("MaxDocumentSizeExceeded")
					case len(d.ssm.sent) == 1:
						if killed {
							kill()
						}
						return errDisk
					}
					return nil
				}
				if _, err := d.send(ctx, instances); !errors.Is(err, errDisk) {
					t.Fatalf("it ended with %v", err)
				}
				d.run, d.ssm.before = whole, nil
				if _, err := d.send(t.Context(), instances); err != nil {
					t.Fatal(err)
				}
				d.wantOnce(instances)
			})
		})
	}
}
