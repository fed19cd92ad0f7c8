package harness

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// listensWithin bounds how long fleet-sim may take until it answers: large
// fleets and saved states are read first.
const listensWithin = 60 * time.Second

// Server is a fleet-sim that runs.
type Server struct {
	// Env is what it tells a shell to export, as NAME=value.
	Env []string
	// URL is where it listens.
	URL string

	process process
}

// StartServer starts the fleet-sim in bin, on a free port of loopback unless
// the flags say otherwise, and returns once it answers. dir is its folder, in
// which it leaves fleet-sim.env. env is its whole environment.
func StartServer(bin, dir string, env []string, flags ...string) (*Server, error) {
	file := filepath.Join(dir, "fleet-sim.env")
	args := append([]string{"--env-file", file}, flags...)
	if !slices.ContainsFunc(flags, isListen) {
		args = append(args, "--listen", "127.0.0.1:0")
	}
	s := &Server{process: process{cmd: exec.Command(filepath.Join(bin, "fleet-sim"), args...)}} //nolint:noctx // it is stopped by a signal
	s.process.cmd.Dir, s.process.cmd.Env = dir, env
	address := make(chan string, 1)
	s.process.stdout.more = func(soFar string) {
		if url, found := endpoint(soFar); found {
			select {
			case address <- url:
			default: // was told before
			}
		}
	}
	if err := s.process.start(); err != nil {
		return nil, err
	}
	select {
	case s.URL = <-address:
	case <-s.process.ended:
		return nil, fmt.Errorf("fleet-sim has ended instead of listening: %v\n%s", s.process.cmd.ProcessState, &s.process.stderr)
	case <-time.After(listensWithin):
		_, err := s.process.wait(0)
		return nil, fmt.Errorf("fleet-sim does not listen: %w", err)
	}
	if err := s.ready(file); err != nil {
		_, _ = s.process.wait(0) // kills it
		return nil, err
	}
	return s, nil
}

func isListen(flag string) bool { return flag == "--listen" || strings.HasPrefix(flag, "--listen=") }

// endpoint finds the URL in the lines that fleet-sim prints.
func endpoint(lines string) (string, bool) {
	_, rest, _ := strings.Cut(lines, "export AWS_ENDPOINT_URL=")
	url, _, whole := strings.Cut(rest, "\n")
	return url, whole
}

// ready waits until the server answers, which it does after it has written its
// file, and reads that.
func (s *Server) ready(file string) error {
	ctx, cancel := context.WithTimeout(context.Background(), listensWithin)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/_sim/time", http.NoBody)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	if err := answer.Body.Close(); err != nil {
		return err
	}
	lines, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	s.Env, err = variables(string(lines))
	return err
}

// variables reads the lines of a shell: "export NAME=value" and "unset NAME …".
// The latter are of a shell's past, and tests have none.
func variables(lines string) ([]string, error) {
	var env []string
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		switch {
		case len(words) == 2 && words[0] == "export" && strings.Contains(words[1], "="):
			env = append(env, words[1])
		case len(words) > 1 && words[0] == "unset":
		default:
			return nil, fmt.Errorf("a shell would not take the line %q", line)
		}
	}
	return env, nil
}

// Stop ends the server by a signal. Unless that is SIGKILL, it has to end with
// 0 then.
func (s *Server) Stop(signal os.Signal) error {
	if err := s.process.signal(signal); err != nil {
		return err
	}
	code, err := s.process.wait(endsWithin)
	if err == nil && code != 0 && signal != os.Kill {
		err = fmt.Errorf("fleet-sim ended with %d after %v\n%s", code, signal, &s.process.stderr)
	}
	return err
}

// Log is what the server has written to standard error so far.
func (s *Server) Log() string { return s.process.stderr.String() }
