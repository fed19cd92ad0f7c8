package powershell

import "sync"

// stream is a host's standard output or error. What no job is to have is lost,
// but for the end of it: that explains why a host did not start.
type stream struct {
	mu      sync.Mutex
	current *capture
	stray   output
}

// Write never fails, so that the host never waits.
func (s *stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil {
		s.stray.add(p)
	} else {
		s.current.write(p)
	}
	return len(p), nil
}

// begin gives what follows to a job.
func (s *stream) begin(mark string) *capture {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = newCapture(mark)
	return s.current
}

// text is what a job has of the stream: all of it, if the mark has come or the
// host is gone.
func (s *stream) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil {
		return s.stray.String()
	}
	return s.current.whole()
}
