package command

import (
	"crypto/sha256"
	"fmt"

	"patchline/internal/run"
)

// longestComment is SendCommand's.
const longestComment = 100

// comment names a command for people, and for a replay that looks for it: no
// two commands of a store share one. A run id that leaves no room is
// shortened to a digest.
func comment(c run.Command) string {
	part := fmt.Sprintf("%s/%d/%d", c.Document, c.Attempt, c.Batch)
	text := fmt.Sprintf("patchline %s %s", c.Run, part)
	if len(text) > longestComment {
		text = fmt.Sprintf("patchline %.8x %s", sha256.Sum256([]byte(c.Run)), part)
	}
	return text[:min(len(text), longestComment)]
}
