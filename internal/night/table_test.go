package night_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"patchline/internal/run"
)

// table is Markdown's.
func table(heading []string, rows [][]string) string {
	var text strings.Builder
	line := func(cells []string) { fmt.Fprintf(&text, "| %s |\n", strings.Join(cells, " | ")) }
	line(heading)
	rule := slices.Repeat([]string{"---:"}, len(heading))
	rule[0] = "---"
	line(rule)
	for _, row := range rows {
		line(row)
	}
	return text.String()
}

// thousands writes 10000 as 10,000.
func thousands(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// clock writes a duration in minutes and seconds, or hours and minutes.
func clock(d time.Duration) string {
	d = d.Round(time.Second)
	if d >= time.Hour {
		d = d.Round(time.Minute)
		return fmt.Sprintf("%d h %02d min", d/time.Hour, d%time.Hour/time.Minute)
	}
	return fmt.Sprintf("%d:%02d", d/time.Minute, d%time.Minute/time.Second)
}

func nightTable(nights []measured) string {
	var rows [][]string
	for _, m := range nights {
		calls, elapsed, best := m.all()
		rows = append(rows, []string{
			thousands(m.n), thousands(m.stopped), thousands(calls), fmt.Sprintf("%.2f", float64(calls)/float64(m.n)),
			clock(elapsed), clock(best), fmt.Sprintf("%.3f", elapsed.Seconds()/best.Seconds()), fmt.Sprint(m.throttled),
		})
	}
	return table([]string{"instances", "of them stopped", "calls", "calls an instance", "time", "at best", "time ÷ best", "throttled"}, rows)
}

// row is what a stage is called in the table: the documents that take moments
// are one row together.
func (s measuredStage) row() string {
	switch {
	case s.id.Stage == run.StageSend:
		return fmt.Sprintf("run-doc, %d documents", len(run.PatchDay))
	case s.id.Stage != run.StageWait:
		return string(s.id.Stage)
	case s.id.Document == run.DocUpdateAgent || s.id.Document == run.DocInstall:
		return "wait-marker, " + strings.TrimPrefix(s.id.Document, "Patchline-")
	default:
		return fmt.Sprintf("wait-marker, %d others", len(run.PatchDay)-2)
	}
}

func stageTable(nights []measured) string {
	heading := []string{"stage"}
	for _, m := range nights {
		heading = append(heading, thousands(m.n)+": calls", "time", "at best")
	}
	var names []string
	sums := make([]map[string]measuredStage, len(nights))
	for k, m := range nights {
		sums[k] = map[string]measuredStage{}
		for _, s := range m.stages {
			name := s.row()
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
			sum := sums[k][name]
			sum.calls = map[string]int{"": sum.total() + s.total()}
			sum.elapsed += s.elapsed
			sum.best += s.best
			sums[k][name] = sum
		}
	}
	var rows [][]string
	for _, name := range names {
		cells := []string{name}
		for k := range nights {
			s := sums[k][name]
			cells = append(cells, thousands(s.total()), clock(s.elapsed), clock(s.best))
		}
		rows = append(rows, cells)
	}
	return table(heading, rows)
}

func actionTable(nights []measured) string {
	heading := []string{"action"}
	counts := map[string][]int{}
	for k, m := range nights {
		heading = append(heading, thousands(m.n))
		for _, s := range m.stages {
			for action, count := range s.calls {
				if counts[action] == nil {
					counts[action] = make([]int, len(nights))
				}
				counts[action][k] += count
			}
		}
	}
	last := len(nights) - 1
	actions := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b][last], counts[a][last]), cmp.Compare(a, b))
	})
	var rows [][]string
	for _, action := range actions {
		cells := []string{"`" + action + "`"}
		for _, count := range counts[action] {
			cells = append(cells, thousands(count))
		}
		rows = append(rows, cells)
	}
	return table(heading, rows)
}
