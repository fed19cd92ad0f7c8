package powershell

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

const (
	// maxRequest bounds a request's line, in bytes: an object of 12 MiB in
	// base64. The documents write CSVs of some hundred lines.
	maxRequest = 16 << 20

	// requestTakes bounds how long a request may take to arrive and its answer
	// to leave. Both sides are on one computer.
	requestTakes = 30 * time.Second
)

// channel is a job's socket: who may open it is who may look into its folder.
// Requests are served one after the other, so that a script can't flood the
// stand-in.
type channel struct {
	listener net.Listener
	ended    chan struct{}
}

// listen opens a socket and serves it until close.
func listen(ctx context.Context, path string, serve func(line []byte) answer) (*channel, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("open the socket to the simulator: %w", err)
	}
	c := &channel{listener: listener, ended: make(chan struct{})}
	go func() {
		defer close(c.ended)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // closed
			}
			serveOne(conn, serve)
		}
	}()
	return c, nil
}

// close ends the service, after the request at hand.
func (c *channel) close() {
	_ = c.listener.Close()
	<-c.ended
}

// serveOne reads a line, and writes the answer. One who sends no line gets none.
func serveOne(conn net.Conn, serve func([]byte) answer) {
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(requestTakes)); err != nil {
		return
	}
	line, err := readLine(conn)
	if errors.Is(err, errTooLong) {
		writeAnswer(conn, answer{Error: refuse("EntityTooLarge", "%v", err)})
		return
	}
	if err == nil {
		writeAnswer(conn, serve(line))
	}
}

func writeAnswer(conn net.Conn, a answer) {
	text, err := json.Marshal(a)
	if err != nil {
		return
	}
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
