package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// ErrInterrupted is the cause of the context of Run after a signal:
// errors.Is(context.Cause(ctx), ErrInterrupted).
var ErrInterrupted = errors.New("interrupted")

// An aborted Jenkins build sends SIGTERM, and a container gets ten seconds
// between SIGTERM and SIGKILL (the default of Docker's stop). These share them.
const (
	// recordWithin is the time that Recording leaves.
	recordWithin = 8 * time.Second
	// stopWithin is the time from the signal until the command is given up.
	stopWithin = 9 * time.Second
	// reportWithin is the time that remains to write the result then.
	reportWithin = time.Second
)

// Recording is a context for the calls with which a stage records what it did. It
// outlives ctx, which may be over because of a signal, and ends early enough for
// the command to exit within ten seconds of one. Without a signal or time-out it
// does not end by itself.
func Recording(ctx context.Context) (context.Context, context.CancelFunc) {
	recording, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(recordWithin)
		defer timer.Stop()
		select {
		case <-recording.Done():
		case <-timer.C:
			cancel(context.DeadlineExceeded)
		}
	})
	return recording, func() {
		stop()
		cancel(context.Canceled)
	}
}

// watch cancels with ErrInterrupted on the first signal and closes gaveUp on the
// second one, or stopWithin after the first. It ends when done is closed.
func watch(signals <-chan os.Signal, done <-chan struct{}, cancel context.CancelCauseFunc) (gaveUp <-chan struct{}) {
	abandon := make(chan struct{})
	go func() {
		select {
		case signal := <-signals:
			cancel(fmt.Errorf("%w by %s", ErrInterrupted, signalName(signal)))
		case <-done:
			return
		}
		timer := time.NewTimer(stopWithin)
		defer timer.Stop()
		select {
		case <-signals:
		case <-timer.C:
		case <-done:
			return
		}
		close(abandon)
	}()
	return abandon
}

// signalName is the name that operators know, not package os's "terminated".
func signalName(signal os.Signal) string {
	switch signal {
	case os.Interrupt:
		return "SIGINT"
	case syscall.SIGTERM:
		return "SIGTERM"
	}
	return signal.String()
}
