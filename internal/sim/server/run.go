package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"patchline/internal/cli"
	"patchline/internal/sim"
)

const (
	// advanceEvery is how often what is due is done without anyone asking, so
	// that a script on a real PowerShell starts when it should.
	advanceEvery = 100 * time.Millisecond
	// saveEvery is how much of a rehearsal a crash can cost.
	saveEvery = 30 * time.Second
	// stopWithin is what calls that are under way get to end.
	stopWithin = 3 * time.Second
	// headersWithin bounds a client that is too slow with its headers.
	headersWithin = 10 * time.Second
)

// Run serves until ctx ends, and then saves the state.
func Run(ctx context.Context, o Options, streams cli.Streams) error {
	s, err := prepare(ctx, o, streams.Log)
	if err != nil {
		return err
	}
	defer func() {
		if err := s.Close(); err != nil {
			streams.Log.Warn("ending the PowerShells", "error", err)
		}
	}()
	if o.State != "" {
		// Now, so that a file that can't be written is known at the start.
		if err := save(s, o.State); err != nil {
			return err
		}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return fmt.Errorf("listening: %w: is another fleet-sim running? --listen takes another port", err)
	}
	if address, ok := listener.Addr().(*net.TCPAddr); ok && !address.IP.IsLoopback() {
		streams.Log.Warn("listening beyond loopback: whoever reaches this address may read and change the fleet", "address", listener.Addr().String())
	}
	if err := announce(s, listener.Addr(), o.EnvFile, streams.Stdout); err != nil {
		return errors.Join(err, listener.Close())
	}
	return serve(ctx, s, listener, o.State, streams.Log)
}

// serve answers on the listener until ctx ends, or the server fails.
func serve(ctx context.Context, s *sim.Sim, listener net.Listener, state string, log *slog.Logger) error {
	// The calls' context ends after the grace that Shutdown gives them.
	calls, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: headersWithin,
		BaseContext: func(net.Listener) context.Context { return calls },
		ErrorLog:    slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	advance, saving := time.NewTicker(advanceEvery), time.NewTicker(saveEvery)
	defer advance.Stop()
	defer saving.Stop()
	for {
		select {
		case <-advance.C:
			s.Advance()
		case <-saving.C:
			if state != "" {
				if err := save(s, state); err != nil {
					log.Error("the state was not saved", "error", err)
				}
			}
		case err := <-failed:
			return err
		case <-ctx.Done():
			return stop(ctx, s, server, end, state)
		}
	}
}

// stop lets calls end, and saves what they came to.
func stop(ctx context.Context, s *sim.Sim, server *http.Server, end context.CancelFunc, state string) error {
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	if server.Shutdown(grace) != nil {
		end()
		_ = server.Close() // what hangs on is cut off
	}
	if state == "" {
		return nil
	}
	return save(s, state)
}

// announce tells what a shell needs: in a file for scripts, and then on
// standard output, so that who has read the one finds the other.
func announce(s *sim.Sim, address net.Addr, file string, out io.Writer) error {
	text := environment(s, address)
	if file != "" {
		if err := replace(file, []byte(text)); err != nil {
			return err
		}
	}
	_, err := io.WriteString(out, text)
	return err
}
