package powershell

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

const (
	// maxRequest bounds a request's line, in bytes: an object of 12 MiB in
	// base64. The documents write CSVs of some hundred lines.
	maxRequest = 16 << 20

	// requestTakes bounds how long a request may take to arrive, and its answer
	// to leave. Both sides are on one computer.
	requestTakes = 30 * time.Second

	// maxAtOnce bounds the requests that are served at once, so that a script
	// can't flood the stand-in. A script waits for one, and for another in each
	// job of its own that it has begun.
	maxAtOnce = 8
)

// channel is a job's socket: who may open it is who may look into its folder.
type channel struct {
	listener net.Listener
	cancel   context.CancelFunc
	serving  sync.WaitGroup
}

// listen opens a socket and serves it until close. The context of a request
// ends with close, or with ctx.
func listen(ctx context.Context, path string, serve func(ctx context.Context, line []byte) answer) (*channel, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("open the socket to the simulator: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	c := &channel{listener: listener, cancel: cancel}
	c.serving.Go(func() {
		places := make(chan struct{}, maxAtOnce)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // closed
			}
			places <- struct{}{}
			c.serving.Go(func() {
				defer func() { <-places }()
				serveOne(ctx, conn, serve)
			})
		}
	})
	return c, nil
}

// close ends the service: what waits is given up, the rest is done to its end.
func (c *channel) close() {
	_ = c.listener.Close()
	c.cancel()
	c.serving.Wait()
}

// serveOne reads a line, and writes the answer. One who sends no line gets none,
// and neither does one whose job is over before.
func serveOne(ctx context.Context, conn net.Conn, serve func(context.Context, []byte) answer) {
	defer func() { _ = conn.Close() }()
	// A connection without a request must not outlast the job.
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })()
	_ = conn.SetReadDeadline(time.Now().Add(requestTakes))
	line, err := readLine(conn)
	if errors.Is(err, errTooLong) {
		writeAnswer(conn, answer{Error: refuse("EntityTooLarge", "%v", err)})
		return
	}
	if err == nil {
		writeAnswer(conn, serve(ctx, line))
	}
}

func writeAnswer(conn net.Conn, a answer) {
	text, err := json.Marshal(a)
	if err != nil {
		return
	}
	_ = conn.SetWriteDeadline(time.Now().Add(requestTakes))
	_, _ = conn.Write(append(text, '\n'))
}

var errTooLong = fmt.Errorf("a request may have %d bytes", maxRequest)

// readLine reads up to a line's end, without it.
func readLine(r io.Reader) ([]byte, error) {
	line, err := bufio.NewReader(io.LimitReader(r, maxRequest+1)).ReadBytes('\n')
	switch {
	case err == nil:
		return line[:len(line)-1], nil
	case len(line) > maxRequest:
		return nil, errTooLong
	default:
		return nil, err
	}
}
