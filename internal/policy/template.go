package policy

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Values are what Terraform puts into the templates, by name.
type Values map[string]string

// placeholder is Terraform's ${name}, or its $${, which stands for ${ itself.
var placeholder = regexp.MustCompile(`\$\$\{|\$\{([^}]*)\}`)

// Fill fills in a template as Terraform's templatefile does. Only names are
// known: no expression and no directive.
func Fill(template string, values Values) (string, error) {
	var problem error
	text := placeholder.ReplaceAllStringFunc(template, func(found string) string {
		if found == "$${" {
			return "${"
		}
		value, known := values[found[len("${"):len(found)-len("}")]]
		if !known {
			problem = fmt.Errorf("%s has no value", found)
		}
		return value
	})
	if strings.Contains(template, "%{") {
		problem = fmt.Errorf("it has a directive, which is not read here")
	}
	return text, problem
}

// Templates are the policies as Terraform has them: a folder of
// NAME.json.tftpl.
type Templates string

// Read fills in some of the templates, each a policy, and joins their
// statements into one.
func (t Templates) Read(values Values, names ...string) (Document, error) {
	joined := Document{Version: version}
	for _, name := range names {
		file := filepath.Join(string(t), name+".json.tftpl")
		template, err := os.ReadFile(file)
		if err != nil {
			return joined, err
		}
		text, err := Fill(string(template), values)
		if err != nil {
			return joined, fmt.Errorf("%s: %w", file, err)
		}
		one, err := Parse([]byte(text))
		if err != nil {
			return joined, fmt.Errorf("%s: %w", file, err)
		}
		joined.Statement = append(joined.Statement, one.Statement...)
	}
	return joined, nil
}

// list writes texts as a template takes them.
func list(texts ...string) string {
	body, err := json.Marshal(texts)
	if err != nil {
		panic(err) // texts: can't fail
	}
	return string(body)
}
