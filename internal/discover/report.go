package discover

import (
	"fmt"
	"strings"

	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// Details are discover's own part of the result.
type Details struct {
	Running int           `json:"running"`
	Stopped int           `json:"stopped"`
	Targets []run.Target  `json:"targets"`
	LeftOut []run.LeftOut `json:"leftOut"`
}

func outcome(m run.Manifest) cli.Outcome {
	d := Details{Targets: m.Targets, LeftOut: m.LeftOut}
	for _, instance := range m.Instances {
		if instance.State == run.StateRunning {
			d.Running++
		} else {
			d.Stopped++
		}
	}
	return cli.Outcome{
		Counts: cli.Counts{
			Total: len(m.Instances) + len(m.LeftOut), Succeeded: len(m.Instances), LeftOut: len(m.LeftOut),
		},
		Details: d,
	}
}

// online is the ping status of an agent that reports.
const online = "Online"

// report logs what an operator may not expect of the selection; a dry run, all
// of it.
func report(w *stage.Work, m run.Manifest) {
	for _, left := range m.LeftOut {
		w.Log.Warn("left out", "instance", left.ID, "reason", left.Reason)
	}
	for _, i := range m.Instances {
		if w.DryRun {
			w.Log.Info("found", "instance", i.ID, "name", i.Name, "state", i.State, "application", i.Application)
		}
		if i.State == run.StateRunning && i.Agent.PingStatus != online {
			w.Log.Warn("it runs, and its SSM agent does not report: documents will not reach it", "instance", i.ID, "name", i.Name, "ping", i.Agent.PingStatus)
		}
	}
}

// written is a selection as on the command line.
func written(tags []Tag) string {
	texts := make([]string, len(tags))
	for i, tag := range tags {
		texts[i] = fmt.Sprintf("%q", tag.Key+"="+tag.Value)
	}
	return strings.Join(texts, " ")
}

// places names targets for a sentence: the first few.
func places(targets []run.Target) string {
	const shown = 3
	texts := make([]string, min(len(targets), shown))
	for i := range texts {
		texts[i] = targets[i].String()
	}
	text := strings.Join(texts, ", ")
	if len(targets) > shown {
		text += fmt.Sprintf(" and %d more targets", len(targets)-shown)
	}
	return text
}
