package progress

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

const (
	// barWidth is the bar's share of a line of 80 columns; the words need the
	// rest. The library shortens the bar on a narrower terminal.
	barWidth = 20
	// barFrame is what the library puts around an empty bar: the percentage,
	// the two brackets, the spaces.
	barFrame = 12
)

// bar is the last line of a terminal. Its methods need the Console's lock. The
// library's errors are those of a terminal that has gone away, which is no reason
// to stop a patch day.
type bar struct {
	library *progressbar.ProgressBar
	caption string
	done    int
	total   int
}

func newBar(w io.Writer, total int) *bar {
	return &bar{total: total, library: progressbar.NewOptions(total,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetWidth(barWidth),
		progressbar.OptionSetTheme(progressbar.ThemeASCII),
		progressbar.OptionShowDescriptionAtLineEnd(),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionUseANSICodes(true),
	)}
}

// holds tells whether the bar shows these values already.
func (b *bar) holds(caption string, done, total int) bool {
	return caption == b.caption && done == b.done && total == b.total
}

// canBecome tells whether this bar can be moved on to the values. The library
// draws a full bar once and never again, and doesn't go back.
func (b *bar) canBecome(done, total int) bool {
	return total == b.total && done >= b.done && b.done < b.total
}

// set draws the bar. The words come first: nothing is drawn after the move that
// fills the bar, and the library can clear only what it drew before that move.
func (b *bar) set(caption string, done int) {
	b.caption, b.done = caption, done
	b.library.Describe(caption)
	_ = b.library.Set(done)
}

// redraw draws the bar as it is; RenderBlank is the library's name for that.
func (b *bar) redraw() { _ = b.library.RenderBlank() }

func (b *bar) clear() { _ = b.library.Clear() }

// fit shortens the caption to the terminal: a line that wraps can't be cleared.
func fit(w io.Writer, caption string) string {
	file, ok := w.(*os.File)
	if !ok {
		return caption
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || len(caption)+barFrame <= width {
		return caption
	}
	return caption[:max(0, width-barFrame)]
}
