package html

import (
	"time"

	"patchline/internal/report/model"
	"patchline/internal/report/verdict"
	"patchline/internal/run"
)

// chartWidth is the width of every bar in the units of its viewBox. A bar is
// stretched to the room that it has.
const chartWidth = 1000

// segment is a part of a bar.
type segment struct {
	Verdict  verdict.Verdict
	Count    int
	X, Width int
}

// shares makes a stacked bar of verdicts. What is there is seen, however few.
func shares(counts map[verdict.Verdict]int) []segment {
	const least = 6
	total := 0
	for _, n := range counts {
		total += n
	}
	var bar []segment
	x := 0
	for _, v := range verdict.All {
		n := counts[v]
		if n == 0 {
			continue
		}
		width := max(n*chartWidth/total, least)
		bar = append(bar, segment{v, n, x, width})
		x += width
	}
	if len(bar) > 0 { // rounding, and what was made wider
		widest := 0
		for i := range bar {
			if bar[i].Width > bar[widest].Width {
				widest = i
			}
		}
		over := x - chartWidth
		bar[widest].Width -= over
		for i := widest + 1; i < len(bar); i++ {
			bar[i].X -= over
		}
	}
	return bar
}

// stageLine is a stage on the time line.
type stageLine struct {
	model.Stage
	X, Width int
	Took     time.Duration
}

// OK, Failed and Skipped are how many instances had that last word of it.
func (l stageLine) OK() int { return l.Counts[run.OK] }

// Failed is as OK.
func (l stageLine) Failed() int { return l.Counts[run.Failed] }

// Skipped is as OK.
func (l stageLine) Skipped() int { return l.Counts[run.Skipped] }

// timeLine places the stages between the beginning and the end of the run.
func timeLine(r *model.Report) []stageLine {
	whole := r.EndedAt.Sub(r.BeganAt)
	place := func(at time.Time) int {
		if whole <= 0 {
			return 0
		}
		return int(float64(at.Sub(r.BeganAt)) / float64(whole) * chartWidth)
	}
	lines := make([]stageLine, len(r.Stages))
	for n, s := range r.Stages {
		const least = 4 // a stage of seconds is still seen
		x := min(place(s.StartedAt), chartWidth-least)
		lines[n] = stageLine{s, x, max(place(s.FinishedAt)-x, least), s.FinishedAt.Sub(s.StartedAt)}
	}
	return lines
}
