package restore_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"patchline/internal/cli"
	"patchline/internal/restore"
	"patchline/internal/sim/faults"
)

// mortal is the HTTP client of a process that is killed at one of its calls:
// that one is lost, or done with its answer lost, and there are no more.
type mortal struct {
	aws.HTTPClient
	at   int // the number of the call
	done bool
	kill context.CancelFunc

	mu    sync.Mutex
	calls int
}

func (m *mortal) Do(r *http.Request) (*http.Response, error) {
	m.mu.Lock()
	m.calls++
	call := m.calls
	m.mu.Unlock()
	if call < m.at {
		return m.HTTPClient.Do(r)
	}
	if call == m.at && m.done {
		// It is out already: what else dies just now can't end it.
		if answer, err := m.HTTPClient.Do(r.WithContext(context.WithoutCancel(r.Context()))); err == nil {
			_ = answer.Body.Close()
		}
	}
	m.kill()
	return nil, deadError{}
}

// deadError is what a dead process sees: nothing, and no retry of it either.
type deadError struct{}

func (deadError) Error() string       { return "the process is dead" }
func (deadError) CanceledError() bool { return true }

// killed runs the stage until its death, and tells whether it came so far.
func (n *night) killed(at int, done bool) bool {
	n.t.Helper()
	ctx, kill := context.WithCancel(n.t.Context())
	defer kill()
	client := &mortal{HTTPClient: n.wire, at: at, done: done, kill: kill}
	outcome, err := restore.Run(ctx, n.optionsOver(client, 2*time.Hour))
	if client.calls < at {
		if err != nil || outcome.Code() != cli.CodeOK {
			n.t.Errorf("without a death it ended with %v, %v", outcome.Counts, err)
		}
		return false
	}
	return true
}

// killAtEach kills the stage at each of its calls in turn, and lets it be
// started again with again.
func killAtEach(t *testing.T, rules []faults.Rule, again func(*night)) {
	t.Helper()
	for _, done := range []bool{false, true} {
		for at, died := 1, true; died; at++ {
			name := fmt.Sprintf("call %d lost", at)
			if done {
				name = fmt.Sprintf("call %d done, its answer lost", at)
			}
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					n := newNight(t, rules...)
					died = n.killed(at, done)
					again(n)
				})
			})
			if at == 500 {
				t.Fatal("it makes calls without end")
			}
		}
	}
}

func TestKilledAtAnyCallTheSameCommandFinishesAndRebootsNothingTwice(t *testing.T) {
	killAtEach(t, nil, func(n *night) {
		n.mustRestore()
		n.wantBack()
	})
}

func TestKilledTwiceNothingIsRebootedTwice(t *testing.T) {
	for first := 1; first < 40; first += 3 {
		synctest.Test(t, func(t *testing.T) {
			n := newNight(t)
			n.killed(first, true)
			n.killed(first+2, false)
			n.mustRestore()
			n.wantBack()
		})
	}
}
