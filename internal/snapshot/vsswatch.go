package snapshot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"patchline/internal/command"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// proofCommand is the key of the command's id in the proof of a result of
// --vss.
const proofCommand = "command"

// watch notes which commands have ended: one call answers for 50.
func (v *vss) watch(ctx context.Context, machines []*machine) error {
	open := map[string][]*vssPart{} // by document
	since := map[string]time.Time{}
	for _, m := range machines {
		if m.vss == nil || !m.vss.sent() || !m.vss.ended.IsZero() || m.proof() != nil {
			continue
		}
		c := m.vss.command
		open[c.Document] = append(open[c.Document], m.vss)
		if first, found := since[c.Document]; !found || c.IntendedAt.Before(first) {
			since[c.Document] = c.IntendedAt
		}
	}
	for document, parts := range open {
		summaries, err := command.Summaries(ctx, v.client, document, since[document])
		if err != nil {
			return err
		}
		for _, part := range parts {
			if s := summaries[part.command.CommandID]; s.Targets > 0 && s.Finished >= s.Targets {
				part.ended = time.Now()
			}
		}
	}
	return nil
}

// over tells whether nothing more is to come of the command: it ended, and EC2
// shows what it has left.
func (v *vssPart) over() bool {
	return !v.ended.IsZero() && time.Since(v.ended) >= stage.Consistency
}

// explain asks Systems Manager about commands that are over and have left no
// good snapshots: it takes a call for each, and tells more than the tags.
func (v *vss) explain(ctx context.Context, machines []*machine) error {
	for _, m := range machines {
		if m.vss == nil || m.vss.end != nil || !m.vss.over() || m.proof() != nil {
			continue
		}
		invocations, err := command.Invocations(ctx, v.client, m.vss.command.CommandID, true)
		if err != nil {
			return err
		}
		m.vss.end = &command.Invocation{Status: "no status"}
		for _, i := range invocations {
			if i.Instance == m.instance.ID {
				m.vss.end = &i
			}
		}
	}
	return nil
}

// vssVerdict says what a command came to that left no good set, and false while
// that is open.
func (m *machine) vssVerdict() (run.InstanceResult, bool) {
	if m.vss.end == nil {
		return run.InstanceResult{}, false
	}
	var of set
	for _, s := range m.sets {
		if s[0].call == setName(m.vss.command.Attempt, m.vss.command.Batch) {
			of = s
		}
	}
	var texts []string
	for _, t := range of {
		switch {
		case t.state == statePending:
			return run.InstanceResult{}, false
		case !t.usable():
			texts = append(texts, t.badText())
		case !t.isConsistent():
			texts = append(texts, fmt.Sprintf("snapshot %s of %s is not application-consistent (%s %q)", t.id, t.volume, tagConsistent, t.consistent))
		}
	}
	if of == nil {
		texts = []string{"it left no snapshots"}
	}
	reason := fmt.Sprintf("%s ended with %s: %s", m.vss.document, m.vss.end.Status, strings.Join(texts, "; "))
	if output := oneLine(m.vss.end.Output); output != "" && of == nil {
		reason += ": " + output
	}
	r := m.failed(reason)
	r.Proof = map[string]string{proofCommand: m.vss.command.CommandID}
	return r, true
}

// oneLine keeps the beginning of what an instance has printed, without what is
// not text.
func oneLine(output string) string {
	const longest = 300
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || (r >= 0x7f && r < 0xa0) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(output, "?"))
	return cut(strings.Join(strings.Fields(clean), " "), longest)
}
