package command

import (
	"path"
	"strings"
	"unicode/utf8"
)

// What an agent reports of a script's output, in bytes (iohandler of its
// source); the API gives back as many. Whole outputs go to S3 only.
const (
	maxStdout = 24000
	maxStderr = 8000
	// maxOutput is for both together, in ListCommandInvocations. The API allows
	// 2,500 and the agent fills 2,400.
	maxOutput = 2400

	cutMark      = "--output truncated--"
	cutOutMark   = "\n---Output truncated---"
	cutErrMark   = "\n---Error truncated----"
	errorHeading = "\n----------ERROR-------\n"
)

// keepOutput puts the step's output where it belongs. A bucket that does not
// take it is the agent's loss alone: the command goes on.
func (e *Engine) keepOutput(i *Invocation, s *Step) {
	r, c := i.Run, i.command
	s.Stdout, s.Stderr = beginning(r.Out, maxStdout), beginning(r.Err, maxStderr)
	if c.Bucket == "" || e.output == nil {
		return
	}
	folder := i.S3Folder(r.Index)
	for name, text := range map[string]string{"stdout": r.Out, "stderr": r.Err} {
		if text != "" {
			_ = e.output.Put(c.Bucket, path.Join(folder, name), []byte(text)) // see above
		}
	}
}

// S3Folder is the key that a plugin's stdout and stderr are below.
func (i *Invocation) S3Folder(plugin int) string {
	c := i.command
	return strings.TrimPrefix(path.Join(c.KeyPrefix, c.ID, i.InstanceID, c.content.Steps[plugin].S3Folder()), "/")
}

// beginning cuts a text as the agent does, but never inside a character.
func beginning(s string, limit int) string {
	if len(s) < limit {
		return s
	}
	return cut(s, limit-len(cutMark)) + cutMark
}

// Output is the plugin's output as ListCommandInvocations shows it: both
// streams in 2,400 bytes, the shorter one whole if it may be.
func (s *Step) Output() string {
	if s.Note != "" {
		return s.Note
	}
	heading := ""
	if s.Stderr != "" {
		heading = errorHeading
	}
	space := maxOutput - len(heading)
	out, err := len(s.Stdout), len(s.Stderr)
	switch {
	case out+err < space:
		return s.Stdout + heading + s.Stderr
	case out > space/2 && err > space/2:
		half := (space - len(cutErrMark) - len(cutOutMark)) / 2
		return cut(s.Stdout, half) + cutOutMark + heading + cut(s.Stderr, half) + cutErrMark
	case out < space/2:
		return s.Stdout + heading + cut(s.Stderr, space-len(cutErrMark)-out) + cutErrMark
	default:
		return cut(s.Stdout, space-len(cutOutMark)-err) + cutOutMark + heading + s.Stderr
	}
}

func cut(s string, limit int) string {
	limit = max(limit, 0)
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}
