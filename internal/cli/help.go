package cli

import (
	"fmt"
	"strings"
)

// helpTemplate is rendered by urfave. All text comes from a helpPage, so that
// nothing is composed unless help is asked for.
const helpTemplate = `{{with .Metadata.page}}{{.Title}}

USAGE
  {{.UsageLine}}
{{with .Description}}
{{.}}{{end}}{{range .Groups}}
{{.Name}} OPTIONS
{{range .Flags}}{{.}}{{end}}{{end}}
OTHER OPTIONS
  --help, -h
        show this text
  --version, -v
        show the version
{{with .Examples}}
EXAMPLES
{{.}}{{end}}
EXIT CODES
{{.ExitCodes}}
ENVIRONMENT
{{.Environment}}{{end}}`

const (
	// helpWidth is the width that even an old terminal has.
	helpWidth = 80
	// textIndent and flagIndent are the columns before text and before what is
	// said of a flag.
	textIndent = 2
	flagIndent = 8
)

// helpPage is the data of helpTemplate.
type helpPage struct {
	command *Command
	flags   []*Flag
}

// helpGroup is a heading with its flags, each ready to print.
type helpGroup struct {
	Name  string
	Flags []string
}

func (p helpPage) Title() string { return p.command.Name + " - " + p.command.Usage }

func (p helpPage) UsageLine() string {
	parts := []string{p.command.Name}
	for _, f := range p.flags {
		if f.required {
			parts = append(parts, f.form())
		}
	}
	return strings.Join(append(parts, "[options]"), " ")
}

func (p helpPage) Description() string {
	var text strings.Builder
	for paragraph := range strings.SplitSeq(strings.TrimSpace(p.command.Description), "\n\n") {
		if text.Len() > 0 {
			text.WriteString("\n")
		}
		text.WriteString(wrap(paragraph, textIndent))
	}
	return text.String()
}

func (p helpPage) Groups() []helpGroup {
	var groups []helpGroup
	for _, name := range []string{groupStage, groupRun, groupAWS, groupOutput} {
		group := helpGroup{Name: name}
		for _, f := range p.flags {
			if f.group == name || f.group == "" && name == groupStage {
				group.Flags = append(group.Flags, f.String())
			}
		}
		if group.Name == groupStage {
			group.Name = strings.ToUpper(p.command.Name)
		}
		if len(group.Flags) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

func (p helpPage) Examples() string {
	var text strings.Builder
	for _, example := range p.command.Examples {
		fmt.Fprintf(&text, "  # %s\n  %s\n", example.Remark, example.Line)
	}
	return text.String()
}

func (p helpPage) ExitCodes() string {
	var text strings.Builder
	for _, code := range p.command.codes() {
		fmt.Fprintf(&text, "  %3d  %s\n", int(code), p.command.meaning(code))
	}
	return text.String()
}

func (helpPage) Environment() string {
	return wrap("Every option has an environment variable, named beside it. The command line wins over the variable, and an empty variable counts as not set.", textIndent)
}

// String is the flag as --help shows it.
func (f *Flag) String() string {
	notes := []string{f.EnvVar()}
	if f.required {
		notes = append(notes, "required")
	}
	if f.repeats {
		notes = append(notes, "may be repeated, in the variable one a line")
	}
	if f.fallback != "" && !f.isSwitch {
		notes = append(notes, "default "+f.fallback)
	}
	return "  " + f.form() + "\n" + wrap(f.help, flagIndent) + wrap("["+strings.Join(notes, "; ")+"]", flagIndent)
}

// wrap breaks text into lines of at most helpWidth columns, indent of them blank.
func wrap(text string, indent int) string {
	margin := strings.Repeat(" ", indent)
	var out strings.Builder
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && indent+len(line)+1+len(word) > helpWidth {
			out.WriteString(margin + line + "\n")
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		out.WriteString(margin + line + "\n")
	}
	return out.String()
}
