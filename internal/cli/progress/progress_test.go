package progress

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// clocked is a writer that notes when each line came, in virtual time.
type clocked struct {
	start time.Time
	lines []string
}

func (c *clocked) Write(p []byte) (int, error) {
	at := time.Since(c.start).Round(time.Second)
	for line := range strings.Lines(string(p)) {
		c.lines = append(c.lines, fmt.Sprintf("%s %s", at, strings.TrimSuffix(line, "\n")))
	}
	return len(p), nil
}

func TestAConsoleLogGetsALineEvery30Seconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &clocked{start: time.Now()}
		p := Start(Options{Stage: "snapshot", Mode: Lines, Console: NewConsole(out)})

		// An earlier attempt did 60 of 300. From then on 20 are done a minute,
		// with many more updates than lines; 3 fail on the way. The half second
		// keeps updates and lines from falling on the same instant.
		time.Sleep(500 * time.Millisecond)
		for i := range 180 {
			time.Sleep(time.Second)
			done := 60 + i/3
			failed := min(i/50, 3)
			p.Update(done-failed, failed, 300)
		}
		p.Phase("snapshots tagged")
		time.Sleep(40 * time.Second) // No line: nothing is known of this phase.
		p.Update(300, 0, 300)
		time.Sleep(25 * time.Second)
		p.Close()
		time.Sleep(time.Hour) // No line after Close.

		want := []string{
			"30s snapshot: 69 of 300 completed, 0 failed, about 13 min left",
			"1m0s snapshot: 78 of 300 completed, 1 failed, about 12 min left",
			"1m30s snapshot: 88 of 300 completed, 1 failed, about 11 min left",
			"2m0s snapshot: 97 of 300 completed, 2 failed, about 11 min left",
			"2m30s snapshot: 107 of 300 completed, 2 failed, about 10 min left",
			"3m0s snapshot: 116 of 300 completed, 3 failed, about 10 min left",
			"4m0s snapshot: 300 of 300 snapshots tagged, 0 failed",
		}
		if !slices.Equal(out.lines, want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(out.lines, "\n"), strings.Join(want, "\n"))
		}
	})
}

func TestLinesAreRecordsWhereTheLogIsJSON(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		console := NewConsole(&out)
		p := Start(Options{Stage: "start", Mode: Lines, Console: console, Log: slog.New(slog.NewJSONHandler(console, nil))})
		p.Update(1, 2, 10)
		time.Sleep(LineInterval + time.Second)
		p.Close()
		for _, part := range []string{`"msg":"start: 1 of 10 completed, 2 failed, time left not known yet"`, `"done":1,"failed":2,"total":10`} {
			if !strings.Contains(out.String(), part) {
				t.Errorf("%s is not in %s", part, out.String())
			}
		}
	})
}

func TestNothingIsShownWhenProgressIsOffOrNothingIsKnown(t *testing.T) {
	for _, mode := range []Mode{Off, Lines, Bar} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			p := Start(Options{Stage: "start", Mode: mode, Console: NewConsole(&out)})
			if mode == Off {
				p.Update(1, 0, 2)
			}
			time.Sleep(time.Hour)
			p.Close()
			p.Close() // A second time does no harm.
			if out.Len() > 0 {
				t.Errorf("%s wrote %q", mode, out.String())
			}
		})
	}
}

func TestANilProgressTakesEveryCall(*testing.T) {
	var p *Progress
	p.Phase("agents online")
	p.Update(1, 0, 2)
	p.Close()
}

func TestAConsoleReturnsTheErrorOfItsWriter(t *testing.T) {
	reader, writer := io.Pipe()
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := NewConsole(writer).Write([]byte("x\n")); err == nil {
		t.Error("a write to a closed pipe succeeded")
	}
}
