package docgen

import (
	"fmt"
	"strings"
)

// What every parameter is, and the step that runs the script.
const (
	parameterType  = "String"
	scriptAction   = "aws:runPowerShellScript"
	scriptStepName = "run"
)

// schema22 is the document in schema 2.2: its run-time parameters are
// parameters of Systems Manager, which checks their values before an instance
// hears of them.
func (d *Document) schema22() ([]byte, error) {
	var parameters object
	var values []string
	for _, p := range d.Parameters {
		parameters = append(parameters, field{p.Name, p.schema22()})
		// Single quotes are safe: no parameter allows one in its value.
		values = append(values, fmt.Sprintf("-%s '{{ %s }}'", p.Name, p.Name))
	}
	var steps []object
	for _, s := range d.before {
		steps = append(steps, object{{"action", s.Action}, {"name", s.Name}, {"inputs", s.Inputs}})
	}
	steps = append(steps, object{
		{"action", scriptAction},
		{"name", scriptStepName},
		{"precondition", object{{"StringEquals", []string{"platformType", "Windows"}}}},
		{"inputs", object{
			{"timeoutSeconds", fmt.Sprint(d.TimeoutSeconds)},
			{"runCommand", d.script("", strings.Join(values, " "))},
		}},
	})
	return encode(object{
		{"schemaVersion", "2.2"},
		{"description", d.Description},
		{"parameters", parameters},
		{"mainSteps", steps},
	})
}

func (p *Parameter) schema22() object {
	o := object{{"type", parameterType}}
	if p.Required {
		o = append(o, field{"description", "(Required) " + p.Description})
	} else {
		o = append(o, field{"default", p.Default}, field{"description", "(Optional) " + p.Description})
	}
	if p.AllowedPattern != "" {
		o = append(o, field{"allowedPattern", p.AllowedPattern})
	}
	if p.AllowedValues != nil {
		o = append(o, field{"allowedValues", p.AllowedValues})
	}
	if p.MaxChars > 0 {
		o = append(o, field{"maxChars", p.MaxChars})
	}
	return o
}
