package progress

import (
	"io"
	"sync"
)

// Console is standard error. Log records and plain lines are written to it, each
// with one Write that ends in a newline; a bar, when there is one, stays below
// them. All methods may be called at the same time.
type Console struct {
	mu  sync.Mutex
	w   io.Writer
	bar *bar
}

// NewConsole wraps w, which is nobody else's to write to from now on. A bar fits
// itself to the terminal's width when w is an *os.File.
func NewConsole(w io.Writer) *Console { return &Console{w: w} }

// Write writes text above the bar.
func (c *Console) Write(text []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bar != nil {
		c.bar.clear()
		defer c.bar.redraw()
	}
	return c.w.Write(text)
}

// showBar draws the bar if what it says has changed.
func (c *Console) showBar(stage string, status Status) {
	c.mu.Lock()
	defer c.mu.Unlock()
	caption := fit(c.w, stage+": "+status.String())
	done := min(status.finished(), status.Total)
	if c.bar != nil && c.bar.holds(caption, done, status.Total) {
		return
	}
	if c.bar != nil && !c.bar.canBecome(done, status.Total) {
		c.bar.clear()
		c.bar = nil
	}
	if status.Total <= 0 {
		return
	}
	if c.bar == nil {
		c.bar = newBar(c.w, status.Total)
	}
	c.bar.set(caption, done)
}

// removeBar leaves no trace of the bar on the terminal.
func (c *Console) removeBar() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bar != nil {
		c.bar.clear()
		c.bar = nil
	}
}
