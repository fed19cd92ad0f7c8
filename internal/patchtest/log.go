package patchtest

import (
	"bytes"
	"sync"
	"testing"
)

// log keeps what is logged; a failed test shows it.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *log) show(t *testing.T) {
	t.Helper()
	if text := l.String(); t.Failed() && text != "" {
		t.Log("logged:\n" + text)
	}
}
