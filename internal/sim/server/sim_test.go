package server

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"patchline/internal/sim"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/world"
)

// newSim is a stand-in with a fleet.
func newSim(t *testing.T, f *fleet.Fleet) *sim.Sim {
	t.Helper()
	s, err := sim.New(t.Context(), sim.Options{Fleet: f})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// write makes a file in a folder of the test's own, and gives its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// ids are the instances of a stand-in.
func ids(s *sim.Sim) string {
	var all []string
	s.World().Do(func() {
		for _, site := range s.World().Sites() {
			for i := range site.Instances.All() {
				all = append(all, i.ID)
			}
		}
	})
	return strings.Join(all, " ")
}

// state is an instance's state, as it was when the world was last looked at.
func state(s *sim.Sim, id string) (state world.State) {
	s.World().Still(func() {
		for _, site := range s.World().Sites() {
			if i := site.Instances.Get(id); i != nil {
				state = i.State
			}
		}
	})
	return state
}

// buffer is a text that several goroutines write.
type buffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// newLog is a log and what is written to it.
func newLog() (*slog.Logger, *buffer) {
	b := &buffer{}
	return slog.New(slog.NewTextHandler(b, nil)), b
}
