package powershell

import (
	"context"
	"time"

	"patchline/internal/sim/windows"
)

// The parts of an application's state, as the functions that replace Windows get
// them.
type (
	processState struct {
		Name  string `json:"name"`
		Count int    `json:"count"`
	}
	// logState are the errors of one event log since the boot.
	logState struct {
		Readable bool         `json:"readable"`
		Problem  string       `json:"problem"` // what Windows says where it is not
		Errors   []errorState `json:"errors"`
	}
	errorState struct {
		Provider string    `json:"provider"`
		ID       int       `json:"id"`
		Count    int       `json:"count"`
		At       time.Time `json:"at"`
	}
	pageState struct {
		Failure string `json:"failure"` // empty where there is an answer
		Status  int    `json:"status"`
		Text    string `json:"text"`
	}
)

func processesOf(m *windows.Machine, now time.Time) []processState {
	processes := []processState{}
	for _, p := range m.Application.Processes {
		if running := m.Serves(p.Service, now); running {
			processes = append(processes, processState{p.Name, p.Count})
		}
	}
	return processes
}

// logOf answers with the log that a request names.
func logOf(_ context.Context, s *simulator, r request) (any, error) {
	return s.with(func(m *machine) (any, error) {
		found, readable := m.ErrorsSinceBoot(r.Name, s.world.Now())
		log := logState{Readable: readable, Errors: []errorState{}}
		if !readable {
			log.Problem = windows.LogUnreadable
		}
		for _, e := range found {
			log.Errors = append(log.Errors, errorState{e.Provider, e.ID, e.Count, m.BootTime.Add(e.After).UTC()})
		}
		return log, nil
	})
}

// connect answers with how a connection to a port ends: empty where it is taken.
func connect(_ context.Context, s *simulator, r request) (any, error) {
	return s.with(func(m *machine) (any, error) { return m.Connect(r.Name, r.Port, s.world.Now()), nil })
}

// getURL answers with what a GET of a URL ends with.
func getURL(_ context.Context, s *simulator, r request) (any, error) {
	return s.with(func(m *machine) (any, error) {
		page, failure := m.Request(r.Name, s.world.Now())
		return pageState{failure, page.Status, page.Text}, nil
	})
}
