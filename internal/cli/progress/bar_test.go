package progress

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// tick is long enough for the bar to have been looked at.
const tick = barInterval + time.Millisecond

func TestTheBarShowsTheLatestCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		terminal := &screen{}
		p := Start(Options{Stage: "snapshot", Mode: Bar, Console: NewConsole(terminal)})
		defer p.Close()

		steps := []struct {
			name                string
			done, failed, total int
			want                string
		}{
			{"nothing done yet", 0, 0, 300, "   0% [....................]  snapshot: 0 of 300 completed, 0 failed, time left not known yet"},
			{"some done and failed", 147, 3, 300, "  50% [=========>..........]  snapshot: 147 of 300 completed, 3 failed, less than 1 min left"},
			{"the total grows", 147, 3, 600, "  25% [====>...............]  snapshot: 147 of 600 completed, 3 failed, less than 1 min left"},
			{"the total shrinks and all are done", 147, 3, 150, " 100% [====================]  snapshot: 147 of 150 completed, 3 failed"},
			{"more turn up after the bar was full", 147, 3, 300, "  50% [=========>..........]  snapshot: 147 of 300 completed, 3 failed, less than 1 min left"},
			{"more are done than there should be", 200, 3, 150, " 100% [====================]  snapshot: 200 of 150 completed, 3 failed"},
			{"there is nothing to do", 0, 0, 0, ""},
		}
		for _, step := range steps {
			p.Update(step.done, step.failed, step.total)
			time.Sleep(tick)
			if got := terminal.bar(); got != step.want {
				t.Errorf("%s:\n got %q\nwant %q", step.name, got, step.want)
			}
		}
	})
}

func TestLogLinesStayAboveTheBar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		terminal := &screen{}
		console := NewConsole(terminal)
		p := Start(Options{Stage: "restore", Mode: Bar, Console: console})
		const writers, lines = 4, 50
		var writing sync.WaitGroup
		for w := range writers {
			writing.Go(func() {
				for i := range lines {
					p.Update(w*lines+i, 0, writers*lines)
					fmt.Fprintf(console, "writer %d line %d\n", w, i)
					time.Sleep(barInterval / 3)
				}
			})
		}
		writing.Wait()
		time.Sleep(tick)
		if got := terminal.bar(); !strings.Contains(got, "] ") || !strings.Contains(got, "restore: ") {
			t.Errorf("below the log there is no bar but %q", got)
		}
		got := terminal.log()
		if len(got) != writers*lines {
			t.Errorf("%d lines in the log, want %d", len(got), writers*lines)
		}
		for w := range writers {
			for i := range lines {
				if want := fmt.Sprintf("writer %d line %d", w, i); !slices.Contains(got, want) {
					t.Fatalf("%q is not a line of its own in the log:\n%s", want, strings.Join(got, "\n"))
				}
			}
		}
		p.Close()
		if got := terminal.bar(); got != "" {
			t.Errorf("Close left %q on the terminal", got)
		}
	})
}

func TestTheBarIsBackAtOnceAfterALogLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		terminal := &screen{}
		console := NewConsole(terminal)
		p := Start(Options{Stage: "start", Mode: Bar, Console: console})
		defer p.Close()
		for _, done := range []int{0, 6} {
			p.Update(done, 0, 12)
			time.Sleep(tick)
			before := terminal.bar()
			fmt.Fprintln(console, "a line")
			if got := terminal.bar(); got != before || got == "" {
				t.Errorf("after a log line the bar is %q, before it was %q", got, before)
			}
		}
	})
}

func TestAFullBarTakesTheNextPhase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		terminal := &screen{}
		p := Start(Options{Stage: "start", Mode: Bar, Console: NewConsole(terminal)})
		defer p.Close()
		for _, verb := range []string{"instances running", "agents online"} {
			p.Phase(verb)
			p.Update(12, 0, 12)
			time.Sleep(tick)
			if got, want := terminal.bar(), " 100% [====================]  start: 12 of 12 "+verb+", 0 failed"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	})
}

func TestAFullBarLeavesTheTerminalClean(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		terminal := &screen{}
		console := NewConsole(terminal)
		p := Start(Options{Stage: "start", Mode: Bar, Console: console})
		p.Update(12, 0, 12) // Full the first time it is drawn.
		time.Sleep(tick)
		fmt.Fprintln(console, "after the end")
		p.Close()
		if got := terminal.log(); len(got) != 1 || got[0] != "after the end" || terminal.bar() != "" {
			t.Errorf("log %q, bar %q", got, terminal.bar())
		}
	})
}
