package command

import (
	"crypto/sha256"
	"fmt"

	"patchline/internal/run"
)

// longestComment is SendCommand's.
const longestComment = 100

// comment names a command for people, and for a replay that looks for it: no
// two commands of a store share one. Where run and document leave no room, a
// digest of both stands for the run, and the document is cut.
func comment(c run.Command) string {
	number := fmt.Sprintf("/%d/%d", c.Attempt, c.Batch)
	text := fmt.Sprintf("patchline %s %s%s", c.Run, c.Document, number)
	if len(text) <= longestComment {
		return text
	}
	begin := fmt.Sprintf("patchline %.8x ", sha256.Sum256([]byte(c.Run+" "+c.Document)))
	room := longestComment - len(begin) - len(number)
	return begin + c.Document[:min(len(c.Document), room)] + number
}
