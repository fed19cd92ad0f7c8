package docgen

import (
	"fmt"
	"strings"
)

// schema12Folder has the documents in schema 1.2, below the dist folder.
const schema12Folder = "schema-1.2"

// HasSchema12 tells whether the document can be had in schema 1.2. That keeps
// no order between steps, so that a document whose script comes after another
// step can not.
func (d *Document) HasSchema12() bool { return len(d.before) == 0 }

// schema12 is the document in schema 1.2, in the form of
// AWS-RunPowerShellScript with the script in runCommand and without
// parameters: their values stand at the top of the script. One that is not
// given is its default or, where it has none, its name in angle brackets; a
// script with such a value refuses to run.
func (d *Document) schema12(given map[string]string) ([]byte, error) {
	var values strings.Builder
	values.WriteString("$values = @{\n")
	for _, p := range d.Parameters {
		value, found := given[p.Name]
		switch {
		case found:
		case p.Required:
			value = "<" + p.Name + ">"
		default:
			value = p.Default
		}
		fmt.Fprintf(&values, "%s = '%s'\n", p.Name, value)
	}
	values.WriteString("}\n")
	values.WriteString("foreach ($name in $values.Keys) { if ($values[$name] -eq \"<$name>\") { throw \"put in a value for ${name}, since this document has no parameters\" } }\n")
	return encode(object{
		{"schemaVersion", "1.2"},
		{"description", d.Description},
		{"runtimeConfig", object{{scriptAction, object{{"properties", []object{{
			{"id", "0." + scriptAction},
			{"runCommand", d.script(values.String(), "@values")},
			{"workingDirectory", ""},
			{"timeoutSeconds", fmt.Sprint(d.TimeoutSeconds)},
		}}}}}}},
	})
}
