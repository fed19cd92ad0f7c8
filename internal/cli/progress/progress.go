package progress

import (
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const (
	// LineInterval is the time between two lines. At 30 s a night of eight hours
	// adds under a thousand lines to a build's log, and a watcher never waits
	// long for a sign of life.
	LineInterval = 30 * time.Second
	// barInterval is the time between two looks at whether the bar has changed:
	// quick enough to feel alive, slow enough not to flicker.
	barInterval = 500 * time.Millisecond
)

// Options say what a Progress shows and where.
type Options struct {
	// Stage begins each line.
	Stage string
	// Mode is Bar, Lines or Off.
	Mode Mode
	// Console is where bar and lines go.
	Console *Console
	// Log takes the lines instead of Console, as records at level info, where
	// every line must be a record (JSON). Nil otherwise.
	Log *slog.Logger
}

// Progress shows how far one command is. Update and Phase only note what they
// are told, so that they can be called as often as it suits; a goroutine shows
// it at a steady pace, until Close. All methods may be called at the same time,
// and on a nil Progress, which shows nothing.
type Progress struct {
	options Options
	stop    chan struct{}
	stopped chan struct{}
	once    sync.Once

	mu       sync.Mutex
	status   Status
	began    time.Time // of the phase; zero before its first Update
	baseline int       // finished at the first Update
}

// defaultVerb serves a command that has one phase only.
const defaultVerb = "completed"

// Start begins to show progress.
func Start(options Options) *Progress {
	p := &Progress{
		options: options,
		stop:    make(chan struct{}),
		stopped: make(chan struct{}),
		status:  Status{Verb: defaultVerb},
	}
	go p.show()
	return p
}

// Phase begins a part of the work with counts and an estimate of its own. verb
// says what those that are done have reached: "agents online".
func (p *Progress) Phase(verb string) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status = Status{Verb: verb}
	p.began = time.Time{}
}

// Update notes how many of total are done and how many failed; done leaves the
// failed ones out. The first Update of a phase starts its clock.
func (p *Progress) Update(done, failed, total int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status.Done, p.status.Failed, p.status.Total = done, failed, total
	if p.began.IsZero() {
		p.began, p.baseline = time.Now(), p.status.finished()
	}
}

// Close removes the bar and ends the goroutine. It may be called more than once.
func (p *Progress) Close() {
	if p == nil {
		return
	}
	p.once.Do(func() { close(p.stop) })
	<-p.stopped
}

func (p *Progress) show() {
	defer close(p.stopped)
	defer p.options.Console.removeBar()
	interval, show := LineInterval, p.line
	switch p.options.Mode {
	case Off:
		return
	case Bar:
		interval, show = barInterval, p.bar
	default: // Lines, which is what interval and show are for already.
	}
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-ticker.C:
		}
		if status, ok := p.now(); ok {
			show(status)
		}
	}
}

// now is the status with its estimate, if there was an Update in this phase.
func (p *Progress) now() (Status, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.began.IsZero() {
		return Status{}, false
	}
	status := p.status
	status.Left = estimate(time.Since(p.began), p.baseline, status.finished(), status.Total)
	return status, true
}

func (p *Progress) bar(status Status) { p.options.Console.showBar(p.options.Stage, status) }

func (p *Progress) line(status Status) {
	text := p.options.Stage + ": " + status.String()
	if p.options.Log != nil {
		p.options.Log.Info(text, "done", status.Done, "failed", status.Failed, "total", status.Total)
		return
	}
	fmt.Fprintln(p.options.Console, text)
}
