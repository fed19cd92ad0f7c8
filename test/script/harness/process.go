package harness

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// endsWithin bounds how long a process may take to end after a signal: the
// binaries promise ten seconds.
const endsWithin = 20 * time.Second

// pipesWithin bounds the wait for what a process has started and left behind,
// which holds its output open.
const pipesWithin = 5 * time.Second

// process is a program that runs beside the test.
type process struct {
	cmd            *exec.Cmd
	stdout, stderr text
	ended          chan struct{} // closed when it has ended
	err            error         // of Wait
}

// text collects what a process writes, while others may read it.
type text struct {
	mu sync.Mutex
	b  strings.Builder
	// more is told of every write, and may be nil.
	more func(soFar string)
}

func (t *text) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b.Write(p)
	if t.more != nil {
		t.more(t.b.String())
	}
	return len(p), nil
}

func (t *text) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.String()
}

// start starts p.cmd and watches its end.
func (p *process) start() error {
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	p.cmd.WaitDelay = pipesWithin
	p.ended = make(chan struct{})
	if err := p.cmd.Start(); err != nil {
		return err
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	return nil
}

// signal sends a signal, if the process still runs.
func (p *process) signal(s os.Signal) error {
	err := p.cmd.Process.Signal(s)
	if errors.Is(err, os.ErrProcessDone) {
		return nil // wait tells how it ended
	}
	return err
}

// wait waits for the process to end, and returns its exit code. One that does
// not end is killed, which is an error.
func (p *process) wait(within time.Duration) (int, error) {
	select {
	case <-p.ended:
	case <-time.After(within):
		err := fmt.Errorf("%s has not ended within %v\n%s", p.cmd, within, &p.stderr)
		return -1, errors.Join(err, p.cmd.Process.Kill())
	}
	exit := (*exec.ExitError)(nil)
	if p.err != nil && !errors.As(p.err, &exit) {
		return -1, fmt.Errorf("%s: %w\n%s", p.cmd, p.err, &p.stderr)
	}
	return p.cmd.ProcessState.ExitCode(), nil
}

// signalNamed is a signal by its name in a script.
func signalNamed(name string) (os.Signal, error) {
	switch name {
	case "INT":
		return os.Interrupt, nil
	case "TERM":
		return syscall.SIGTERM, nil
	case "KILL":
		return os.Kill, nil
	default:
		return nil, fmt.Errorf("%q is not a signal: want INT, TERM or KILL", name)
	}
}
