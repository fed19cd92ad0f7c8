package harness

import (
	"os"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// state is what the commands of one script share.
type state struct {
	bin, dir string
	server   *Server
	beside   map[string]*beside // by the program's name
}

// beside is a program that runs beside the script.
type beside struct {
	process
	want int // the exit code
}

type stateKey struct{}

func stateOf(ts *testscript.TestScript) *state {
	s, ok := ts.Value(stateKey{}).(*state)
	if !ok {
		ts.Fatalf("the script was not set up by Run")
	}
	return s
}

// end stops what the script has left running. How a program ends that nobody
// awaited is nobody's business; the server's end is.
func (s *state) end() error {
	for _, b := range s.beside {
		_ = b.signal(os.Kill) // it may have ended
		_, _ = b.wait(endsWithin)
	}
	if s.server == nil {
		return nil
	}
	return s.server.Stop(syscall.SIGTERM)
}
