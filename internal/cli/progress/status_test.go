package progress

import (
	"math"
	"testing"
	"time"
)

func TestEstimate(t *testing.T) {
	tests := []struct {
		name                      string
		elapsed                   time.Duration
		baseline, finished, total int
		want                      time.Duration
	}{
		{"half of the work took ten minutes", 10 * time.Minute, 0, 50, 100, 10 * time.Minute},
		{"work of an earlier attempt doesn't count as speed", 10 * time.Minute, 50, 75, 100, 10 * time.Minute},
		{"nothing has been done yet", 10 * time.Minute, 50, 50, 100, unknown},
		{"the count went back", 10 * time.Minute, 50, 40, 100, unknown},
		{"no time has passed", 0, 0, 50, 100, unknown},
		{"all is done", time.Minute, 0, 100, 100, 0},
		{"more is done than there is", time.Minute, 0, 101, 100, 0},
		{"there is nothing to do", time.Minute, 0, 0, 0, 0},
		{"an estimate of years says nothing", time.Hour, 0, 1, 1_000_000, unknown},
		{"the largest numbers don't overflow", math.MaxInt64, 0, 1, math.MaxInt, unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := estimate(tt.elapsed, tt.baseline, tt.finished, tt.total); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestStatusInWords(t *testing.T) {
	tests := []struct {
		left time.Duration
		want string
	}{
		{unknown, "120 of 300 completed, 3 failed, time left not known yet"},
		{0, "120 of 300 completed, 3 failed, less than 1 min left"},
		{59 * time.Second, "120 of 300 completed, 3 failed, less than 1 min left"},
		{time.Minute, "120 of 300 completed, 3 failed, about 1 min left"},
		{3*time.Minute + time.Second, "120 of 300 completed, 3 failed, about 4 min left"},
		{59*time.Minute + time.Second, "120 of 300 completed, 3 failed, about 1 h 0 min left"},
		{150 * time.Minute, "120 of 300 completed, 3 failed, about 2 h 30 min left"},
	}
	for _, tt := range tests {
		t.Run(tt.left.String(), func(t *testing.T) {
			status := Status{Done: 120, Failed: 3, Total: 300, Verb: "completed", Left: tt.left}
			if got := status.String(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := (Status{Done: 297, Failed: 3, Total: 300, Verb: "completed", Left: time.Hour}).String(); got != "297 of 300 completed, 3 failed" {
		t.Errorf("when all are finished: %q", got)
	}
}

func TestModeResolve(t *testing.T) {
	for _, tt := range []struct {
		mode     Mode
		terminal bool
		want     Mode
	}{
		{Auto, true, Bar}, {Auto, false, Lines},
		{Bar, false, Bar}, {Lines, true, Lines}, {Off, true, Off},
	} {
		if got := tt.mode.Resolve(tt.terminal); got != tt.want {
			t.Errorf("%s on a terminal: %t is %s, want %s", tt.mode, tt.terminal, got, tt.want)
		}
	}
}
