package powershell

import (
	"bytes"
	"strings"
)

// maxOutput bounds what is kept of one stream of a script, in bytes. Run
// Command shows the first 24,000 characters and puts the whole on S3; a script
// that writes more than this loses the rest here.
const maxOutput = 1 << 20

// output keeps the beginning of a stream and swallows the rest, so that the
// writer never waits.
type output struct{ kept []byte }

func (o *output) add(p []byte) {
	room := maxOutput - len(o.kept)
	o.kept = append(o.kept, p[:min(room, len(p))]...)
}

// String is the text, with U+FFFD for what is not UTF-8.
func (o *output) String() string { return strings.ToValidUTF8(string(o.kept), "\uFFFD") }

// capture is one job's part of a stream that many jobs write to, one after the
// other: it ends where the host has written the job's mark.
type capture struct {
	mark  []byte
	text  output
	carry []byte        // the last bytes, which may begin the mark
	ended chan struct{} // closed at the mark
	over  bool
}

func newCapture(mark string) *capture {
	return &capture{mark: []byte(mark), ended: make(chan struct{})}
}

// write takes what comes next. What follows the mark is nobody's.
func (c *capture) write(p []byte) {
	if c.over {
		return
	}
	c.carry = append(c.carry, p...)
	if at := bytes.Index(c.carry, c.mark); at >= 0 {
		c.text.add(c.carry[:at])
		c.over, c.carry = true, nil
		close(c.ended)
		return
	}
	sure := max(len(c.carry)-len(c.mark)+1, 0)
	c.text.add(c.carry[:sure])
	c.carry = append(c.carry[:0], c.carry[sure:]...)
}

// whole is the text so far: of a stream that ended without the mark.
func (c *capture) whole() string {
	c.text.add(c.carry)
	c.carry = nil
	return c.text.String()
}
