package agent_test

import (
	"encoding/json"
	"os"
	"regexp"
	"testing"

	"patchline/internal/docgen"
	"patchline/internal/run"
)

// documents are those of the sources as they are now, built.
type documents struct {
	contents map[string]content
	scripts  map[run.Script][]byte
}

// content is what is read of a built document.
type content struct {
	Parameters map[string]struct {
		Default string `json:"default"`
	} `json:"parameters"`
	MainSteps []struct {
		Action string `json:"action"`
		Inputs struct {
			RunCommand []string `json:"runCommand"`
		} `json:"inputs"`
	} `json:"mainSteps"`
}

func buildDocuments(t testing.TB) documents {
	t.Helper()
	built, err := docgen.Build(os.DirFS("../../../documents"))
	if err != nil {
		t.Fatal(err)
	}
	d := documents{contents: map[string]content{}, scripts: map[run.Script][]byte{}}
	for _, document := range built.Documents {
		var c content
		if err := json.Unmarshal(built.Files[document.Name+".json"], &c); err != nil {
			t.Fatal(err)
		}
		d.contents[document.Name] = c
		for _, pin := range document.Pins {
			d.scripts[pin.Script] = pin.Body
		}
	}
	return d
}

func (d documents) Scripts() map[run.Script][]byte { return d.scripts }

// reference is a parameter in a document's text.
var reference = regexp.MustCompile(`\{\{ *(\w+) *\}\}`)

// Lines are the script's: that of the document's last step.
func (d documents) Lines(document string, parameters map[string][]string) []any {
	c := d.contents[document]
	if len(c.MainSteps) == 0 {
		return nil // which the job tells
	}
	var lines []any
	for _, line := range c.MainSteps[len(c.MainSteps)-1].Inputs.RunCommand {
		lines = append(lines, reference.ReplaceAllStringFunc(line, func(found string) string {
			name := reference.FindStringSubmatch(found)[1]
			if given := parameters[name]; len(given) > 0 {
				return given[0]
			}
			return c.Parameters[name].Default
		}))
	}
	return lines
}
