package powershell

import "strings"

// maxOutput bounds what is kept of one stream of a script, in bytes. Run
// Command shows the first 24,000 characters and puts the whole on S3; a script
// that writes more than this loses the rest here.
const maxOutput = 1 << 20

// output keeps the beginning of a stream and swallows the rest, so that the
// writer never waits.
type output struct{ kept []byte }

// Write never fails.
func (o *output) Write(p []byte) (int, error) {
	room := maxOutput - len(o.kept)
	o.kept = append(o.kept, p[:min(room, len(p))]...)
	return len(p), nil
}

// String is the text, with U+FFFD for what is not UTF-8.
func (o *output) String() string { return strings.ToValidUTF8(string(o.kept), "\uFFFD") }
