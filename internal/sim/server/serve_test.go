package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/sim"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/world"
)

// inMemory is a listener without sockets, so that time can be virtual.
type inMemory struct {
	connections chan net.Conn
	closed      chan struct{}
}

func listen() *inMemory {
	return &inMemory{connections: make(chan net.Conn), closed: make(chan struct{})}
}

func (l *inMemory) Accept() (net.Conn, error) {
	select {
	case c := <-l.connections:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *inMemory) Close() error {
	select {
	case <-l.closed:
	default:
		close(l.closed)
	}
	return nil
}

func (l *inMemory) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8599} }

// client calls what listens.
func (l *inMemory) client() *http.Client {
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(context.Context, string, string) (net.Conn, error) {
		here, there := net.Pipe()
		l.connections <- there
		return here, nil
	}}}
}

// serving is a server in a bubble.
type serving struct {
	sim      *sim.Sim
	listener *inMemory
	state    string
	log      *buffer
	stop     func()
	ended    chan error
}

// during runs a server in virtual time while do does something with it, and
// ends it if do has not.
func during(t *testing.T, rules []faults.Rule, do func(*testing.T, *serving)) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "state.json")
	synctest.Test(t, func(t *testing.T) {
		s, err := sim.New(t.Context(), sim.Options{Fleet: fleet.Default(), Faults: rules})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		log, text := newLog()
		x := &serving{sim: s, listener: listen(), state: file, log: text, stop: cancel, ended: make(chan error, 1)}
		go func() { x.ended <- serve(ctx, s, x.listener, file, log) }()
		synctest.Wait()
		do(t, x)
	})
}

func (x *serving) saved() bool {
	_, err := os.Stat(x.state)
	return err == nil
}

func TestTheStateIsSavedEvery30SecondsAndAtTheEnd(t *testing.T) {
	during(t, nil, func(t *testing.T, x *serving) {
		time.Sleep(saveEvery - 1)
		if x.saved() {
			t.Error("it is saved before its time")
		}
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if !x.saved() {
			t.Error("it is not saved after 30 s")
		}
		if err := os.Remove(x.state); err != nil {
			t.Fatal(err)
		}
		x.stop()
		if err := <-x.ended; err != nil || !x.saved() {
			t.Errorf("the end: %v, saved: %t", err, x.saved())
		}
	})
}

func TestAStateThatCannotBeSavedIsLoggedAndEndsNothingUntilTheEnd(t *testing.T) {
	during(t, nil, func(t *testing.T, x *serving) {
		if err := os.RemoveAll(filepath.Dir(x.state)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(saveEvery + time.Second)
		if !strings.Contains(x.log.String(), "the state was not saved") {
			t.Errorf("the log is %s", x.log)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://fleet-sim/_sim/time", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := x.listener.client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusOK {
			t.Errorf("%v, %s", err, answer.Status)
		}
		x.stop()
		if err := <-x.ended; err == nil || !strings.Contains(err.Error(), x.state) {
			t.Errorf("the end: %v", err)
		}
	})
}

func TestWhatIsDueIsDoneThoughNobodyCalls(t *testing.T) {
	const stopped = "i-0a1c5e0000000c002"
	during(t, nil, func(t *testing.T, x *serving) {
		x.sim.World().Do(func() {
			for _, site := range x.sim.World().Sites() {
				x.sim.World().Start(site.Instances.Get(stopped))
			}
		})
		time.Sleep(saveEvery - 1) // saving looks as well
		if got := state(x.sim, stopped); got != world.Running {
			t.Errorf("the instance is %s after half a minute", got)
		}
		x.stop()
		if err := <-x.ended; err != nil {
			t.Error(err)
		}
	})
}

func TestCallsUnderWayGetThreeSecondsToEnd(t *testing.T) {
	for name, c := range map[string]struct {
		takes, after time.Duration // of the call; from the signal to the end
		answered     bool
	}{
		"one that takes 2 s":   {2 * time.Second, 2 * time.Second, true},
		"one that takes hours": {2 * time.Hour, stopWithin, false},
	} {
		t.Run(name, func(t *testing.T) {
			rules := []faults.Rule{{Kind: faults.Slow, Operation: "s3:*", Delay: c.takes}}
			during(t, rules, func(t *testing.T, x *serving) {
				answered := make(chan error, 1)
				go func() { answered <- list(t.Context(), x.listener.client()) }()
				synctest.Wait()
				begun := time.Now()
				x.stop()
				err := <-x.ended
				// Shutdown looks every half second, and a tenth of that, whether all is at rest.
				if took := time.Since(begun); err != nil || took < c.after || took > c.after+550*time.Millisecond {
					t.Errorf("the end came after %v: %v", took, err)
				}
				if err := <-answered; (err == nil) != c.answered {
					t.Errorf("the call ended with %v", err)
				}
				if !x.saved() {
					t.Error("the state is not saved")
				}
			})
		})
	}
}

// list is a call of S3.
func list(ctx context.Context, client *http.Client) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://fleet-sim/patchline-rehearsal", nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=A/20261124/eu-central-1/s3/aws4_request, SignedHeaders=host, Signature=0")
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return errors.Join(err, answer.Body.Close())
}

func TestAListenerThatFailsEndsTheServer(t *testing.T) {
	during(t, nil, func(t *testing.T, x *serving) {
		if err := x.listener.Close(); err != nil {
			t.Fatal(err)
		}
		if err := <-x.ended; !errors.Is(err, net.ErrClosed) {
			t.Errorf("got %v", err)
		}
	})
}
