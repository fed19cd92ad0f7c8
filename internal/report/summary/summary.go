// Package summary says the most important of a report in a few lines.
package summary

import (
	"fmt"
	"strings"

	"patchline/internal/report/model"
	"patchline/internal/report/plain"
	"patchline/internal/report/verdict"
)

// Lines is how many lines a summary has at most.
const Lines = 20

// How many of each a summary names, so that all of it fits into Lines.
const (
	mostAttention = 6
	mostFailures  = 3
	mostMissing   = 2
)

// stamp is how a summary writes a time, in UTC.
const stamp = "2006-01-02 15:04"

// Case is an instance that somebody has to look at.
type Case struct{ Name, ID, Application, Verdict, Why string }

// Text is the summary for a console: at most Lines lines.
func Text(r *model.Report, cases []Case) string {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	add("Run %s: %d instances of %d applications%s", r.Run, total(r), len(r.Applications), period(r))
	add("  %s", strings.Join(shares(r), ", "))
	for _, gap := range head(r.Missing, mostMissing) {
		add("  missing: %s", gap)
	}
	if len(cases) > 0 {
		add("Somebody has to look at %d:", len(cases))
	}
	for n, c := range cases {
		if n == mostAttention {
			add("  … and %d more", len(cases)-n)
			break
		}
		add("  %s: %s: %s", name(c), c.Verdict, short(c.Why))
	}
	if len(r.Failures) > 0 {
		add("Most frequent errors:")
	}
	for _, f := range r.Failures[:min(len(r.Failures), mostFailures)] {
		add("  %s on %d: %s", strings.TrimSpace(f.HResult+" "+f.Name), f.Instances, short(f.Do))
	}
	if c := r.Software.ComparedWith; c != "" {
		add("Software: %d programs, %d changes since %s", r.Software.Distinct, r.Software.ChangesDistinct, c)
	}
	return strings.Join(lines[:min(len(lines), Lines)], "\n") + "\n"
}

// Markdown is the summary for a chat or a ticket.
func Markdown(r *model.Report, cases []Case) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**Patch day %s**: %d instances%s\n\n", quote(r.Run), total(r), quote(period(r)))
	b.WriteString("| verdict | instances | share |\n| --- | ---: | ---: |\n")
	for _, t := range r.Totals {
		if t.Instances > 0 {
			fmt.Fprintf(&b, "| %s | %d | %s |\n", t.Label, t.Instances, percent(t))
		}
	}
	list := func(title string, items []string) {
		if len(items) > 0 {
			fmt.Fprintf(&b, "\n**%s**\n\n- %s\n", title, strings.Join(items, "\n- "))
		}
	}
	var missing, attention, failures []string
	for _, gap := range r.Missing {
		missing = append(missing, quote(gap))
	}
	for n, c := range cases {
		if n == 2*mostAttention {
			attention = append(attention, fmt.Sprintf("… and %d more", len(cases)-n))
			break
		}
		attention = append(attention, fmt.Sprintf("%s: %s: %s", quote(name(c)), c.Verdict, quote(short(c.Why))))
	}
	for _, f := range r.Failures[:min(len(r.Failures), mostFailures)] {
		failures = append(failures, fmt.Sprintf("%s on %d: %s", quote(strings.TrimSpace(f.HResult+" "+f.Name)), f.Instances, quote(f.Do)))
	}
	list("Missing", missing)
	list(fmt.Sprintf("Somebody has to look at %d", len(cases)), attention)
	list("Most frequent errors", failures)
	return b.String()
}

// total is how many instances the run has.
func total(r *model.Report) int {
	n := 0
	for _, t := range r.Totals {
		if t.Verdict != verdict.LeftOut {
			n += t.Instances
		}
	}
	return n
}

// shares says how many of each verdict there are; the four of a patch day
// always.
func shares(r *model.Report) []string {
	var all []string
	for _, t := range r.Totals {
		switch t.Verdict {
		case verdict.Patched, verdict.NothingToDo, verdict.Failed, verdict.Unreachable:
		default:
			if t.Instances == 0 {
				continue
			}
		}
		text := fmt.Sprintf("%d %s", t.Instances, t.Label)
		if share := percent(t); share != "" {
			text += " (" + share + ")"
		}
		all = append(all, text)
	}
	return all
}

// percent is a verdict's share; none for those that are no part of the run.
func percent(t model.Total) string {
	if t.Verdict == verdict.LeftOut {
		return ""
	}
	return fmt.Sprintf("%.1f %%", t.Percent)
}

func period(r *model.Report) string {
	if r.BeganAt.IsZero() {
		return ""
	}
	return fmt.Sprintf(", %s to %s UTC (%s)", r.BeganAt.Format(stamp), r.EndedAt.Format(stamp), plain.Duration(r.EndedAt.Sub(r.BeganAt)))
}

func name(c Case) string {
	if c.Name == "" {
		return c.ID
	}
	return c.Name + " (" + c.ID + ")"
}

func head(all []string, most int) []string {
	if len(all) <= most {
		return all
	}
	return append(all[:most-1:most-1], fmt.Sprintf("… and %d more: see the report.", len(all)-most+1))
}

// short keeps a line on the line.
func short(text string) string {
	const longest = 200
	runes := []rune(text)
	if len(runes) <= longest {
		return text
	}
	return string(runes[:longest]) + "…"
}

// quote makes a text that an instance wrote harmless in Markdown: no link, no
// image, no mention, no HTML.
func quote(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '<':
			b.WriteString("&lt;")
			continue
		case r == '&':
			b.WriteString("&amp;")
			continue
		case r == '@': // a mention would call people
			b.WriteString("@\u200b")
			continue
		case strings.ContainsRune("\\`*_[]#!|~>{}$", r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
