package patchtest

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"syscall"

	"patchline/internal/cli"
	"patchline/internal/sim/simtest"
	"patchline/internal/stage"
)

// Accident is what happens at an AWS call. Calls are counted from 1, as HTTP
// requests: with those that the SDK repeats.
type Accident int

// The accidents.
const (
	// DiesBefore: the process is dead before the call is sent.
	DiesBefore Accident = iota + 1
	// DiesAfter: AWS does what the call asks, and the process is dead before
	// it hears of it.
	DiesAfter
	// AnswerLost: AWS does what the call asks, the connection breaks, and the
	// process lives on.
	AnswerLost
	// ConnectionBroken: the call does not reach AWS, which the process can't
	// know, and it lives on.
	ConnectionBroken
)

// Accidents are all of them.
func Accidents() []Accident {
	return []Accident{DiesBefore, DiesAfter, AnswerLost, ConnectionBroken}
}

// String names it in the name of a test.
func (a Accident) String() string {
	switch a {
	case DiesBefore:
		return "dies before"
	case DiesAfter:
		return "dies after"
	case AnswerLost:
		return "answer lost at"
	case ConnectionBroken:
		return "connection broken at"
	}
	return "nothing happens at"
}

// Process is a process of a stage to which an accident happens at its nth
// call; N 0 is none.
type Process struct {
	Run      string
	N        int
	Accident Accident
}

// End is how a process ended.
type End struct {
	// Struck: the accident has happened.
	Struck bool
	// Dead: the process never ended by itself, so that there is no outcome.
	Dead    bool
	Outcome cli.Outcome
	Err     error
}

// Code is the exit code.
func (e End) Code() cli.Code {
	if e.Err != nil {
		return cli.CodeOf(e.Err)
	}
	return e.Outcome.Code()
}

// Work is a stage's Run with its options.
type Work func(context.Context, stage.Options) (cli.Outcome, error)

// Do runs a stage in a process. It returns at the very moment of a death; what
// still runs of the stage by then can call nothing any more.
func (b *Bed) Do(p Process, work Work) End {
	ctx, kill := context.WithCancel(b.Context())
	gone := make(chan struct{})
	// A bubble ends when all in it has: what the dead process still records on
	// a context of its own has to fail first.
	b.T.Cleanup(func() { kill(); <-gone })
	t := &transport{next: simtest.Transport{Handler: b.Sim}, process: p, kill: kill, dead: make(chan struct{})}
	ended := make(chan End, 1)
	go func() {
		defer close(gone)
		outcome, err := work(ctx, b.options(p.Run, t))
		ended <- End{Outcome: outcome, Err: err}
	}()
	select {
	case end := <-ended:
		select {
		case <-t.dead: // and it was over just as it died
			return End{Struck: true, Dead: true}
		default:
		}
		end.Struck = t.struck()
		return end
	case <-t.dead:
		return End{Struck: true, Dead: true}
	}
}

// transport is the network of a process.
type transport struct {
	next    simtest.Transport
	process Process
	kill    context.CancelFunc
	dead    chan struct{} // closed at the process' death

	mu    sync.Mutex
	calls int
	// earlier are the calls on their way that came before the accident: AWS
	// has them, and a death undoes none.
	earlier sync.WaitGroup
}

func (t *transport) struck() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.process.N > 0 && t.calls >= t.process.N
}

// Do sends a request, unless the accident comes in between.
func (t *transport) Do(r *http.Request) (*http.Response, error) {
	dies := t.process.Accident == DiesBefore || t.process.Accident == DiesAfter
	t.mu.Lock()
	t.calls++
	number := t.calls
	passes := t.process.N == 0 || number < t.process.N || (number > t.process.N && !dies)
	if passes {
		t.earlier.Add(1)
	}
	t.mu.Unlock()
	switch {
	case passes:
		defer t.earlier.Done()
		return t.next.Do(r)
	case number == t.process.N:
		t.strike(r)
	}
	return nil, broken()
}

// strike has the accident happen to a request.
func (t *transport) strike(r *http.Request) {
	if t.process.Accident == DiesAfter || t.process.Accident == AnswerLost {
		if answer, err := t.next.Do(r); err == nil {
			_, _ = io.Copy(io.Discard, answer.Body) // in memory: can't fail
			_ = answer.Body.Close()
		}
	}
	if t.process.Accident == DiesBefore || t.process.Accident == DiesAfter {
		t.earlier.Wait()
		close(t.dead)
		t.kill()
	}
}

// broken is how a connection that is reset looks: nobody knows what the other
// side did.
func broken() error { return &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET} }
