package powershell

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"sync"
	"time"
)

const (
	// pipesClose is how long output is waited for once a host has ended: a
	// program that a script has started may hold the pipes open.
	pipesClose = 5 * time.Second

	// maxReply bounds a host's line about a job's end, in bytes: it has a number
	// and a word.
	maxReply = 1 << 10
)

// host is a PowerShell process that takes one job after the other (host.ps1).
// It hears of them over a socket; when that closes, it ends, whatever it is at:
// so none is left over when the stand-in is killed.
type host struct {
	cmd    *exec.Cmd
	conn   net.Conn
	lines  *bufio.Reader
	stdout stream
	stderr stream

	folders hostFolders
	ended   chan struct{} // closed when the process is gone
	waited  error         // what Wait gave, then
	cleared sync.Once
}

// startHost starts a process and waits until it asks for its first job, or ctx
// ends.
func startHost(ctx context.Context, powershell string, folders hostFolders) (*host, error) {
	if err := folders.make(); err != nil {
		return nil, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "unix", folders.socket())
	if err != nil {
		return nil, fmt.Errorf("open the socket to PowerShell: %w", err)
	}
	defer func() { _ = listener.Close() }()
	h := &host{ended: make(chan struct{}), folders: folders}
	// Not CommandContext: a host outlives the job that it was started for.
	h.cmd = exec.Command(powershell, "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Unrestricted", //nolint:noctx // see above
		"-File", folders.program(), folders.socket())
	h.cmd.Dir = folders.path
	h.cmd.Env = folders.environment()
	h.cmd.Stdout, h.cmd.Stderr = &h.stdout, &h.stderr // and no standard input
	h.cmd.WaitDelay = pipesClose
	inOwnGroup(h.cmd)
	if err := h.cmd.Start(); err != nil {
		folders.remove()
		return nil, fmt.Errorf("start PowerShell: %w", err)
	}
	go func() {
		h.waited = h.cmd.Wait()
		_ = listener.Close()
		close(h.ended)
	}()
	defer context.AfterFunc(ctx, h.kill)()
	if h.conn, err = listener.Accept(); err != nil {
		h.end()
		return nil, fmt.Errorf("start PowerShell: it ended before it took a job: %w: %s", errors.Join(ctx.Err(), h.waited), h.said())
	}
	h.lines = bufio.NewReaderSize(h.conn, maxReply)
	return h, nil
}

// said is what a host that runs no job has written, in one line.
func (h *host) said() string {
	return strings.Join(strings.Fields(h.stdout.text()+" "+h.stderr.text()), " ")
}

// kill ends the process and all that its scripts have started.
func (h *host) kill() { _ = killGroup(h.cmd) }

// end kills the host and waits until it is gone, with its files.
func (h *host) end() {
	h.cleared.Do(func() {
		// Also where it has ended by itself: what it has started may be left.
		h.kill()
		<-h.ended
		if h.conn != nil {
			_ = h.conn.Close()
		}
		h.folders.remove()
	})
}

func (h *host) isGone() bool {
	select {
	case <-h.ended:
		return true
	default:
		return false
	}
}

// order is a job, as a host reads it.
type order struct {
	Folder      string            `json:"folder"`
	Environment map[string]string `json:"environment"` // beside the host's own
	Mark        string            `json:"mark"`        // ends the job's part of each stream
}

// reply is a host's word about a job that has ended.
type reply struct {
	ExitCode int32 `json:"exitCode"`
	// Spent: the script has left something running in the process.
	Spent bool `json:"spent"`
}

// ask sends an order and waits for the reply.
func (h *host) ask(o order) (reply, error) {
	var answer reply
	line, err := json.Marshal(o)
	if err != nil {
		return answer, err
	}
	if _, err := h.conn.Write(append(line, '\n')); err != nil {
		return answer, err
	}
	text, err := h.lines.ReadSlice('\n') // an error where it is longer than maxReply
	if err != nil {
		return answer, err
	}
	err = json.Unmarshal(text, &answer)
	return answer, err
}
