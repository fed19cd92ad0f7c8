package terraform

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The blocks of variables.tf and outputs.tf as terraform fmt lays them out:
// description first, then the type.
var (
	variable = regexp.MustCompile(`(?s)variable "(\w+)" \{\n  description = "([^\n]*)"\n  type += (.*?)\n\}`)
	output   = regexp.MustCompile(`output "(\w+)" \{\n  description = "([^\n]*)"\n`)
	byWord   = regexp.MustCompile(`(?m)^(variable|output) "`)
	standard = regexp.MustCompile(`(?m)^  default +(?:= )(.*)$`)
)

// modules are those that a user calls, with the heading of each in the README.
var modules = map[string]string{".": "## The home account", "modules/target": "## A target account"}

func TestTheReadmeHasEveryInputAndOutput(t *testing.T) {
	readme := read(t, filepath.Join(folder, "README.md"))
	for dir, heading := range modules {
		_, section, found := strings.Cut(readme, heading+"\n")
		if !found {
			t.Errorf("it lacks %q", heading)
		}
		section, _, _ = strings.Cut(section, "\n## ")
		for _, table := range []string{inputs(t, dir), outputs(t, dir)} {
			if !strings.Contains(section, table) {
				t.Errorf("under %q it lacks\n%s", heading, table)
			}
		}
	}
}

func TestEveryVariableAndOutputIsDescribed(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(folder, "modules", "*", "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob(filepath.Join(folder, "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, more...) {
		text := read(t, file)
		described := len(variable.FindAllString(text, -1)) + len(output.FindAllString(text, -1))
		if all := len(byWord.FindAllString(text, -1)); all != described {
			t.Errorf("%s: %d of %d variables and outputs have a description, and variables a type after it", file, described, all)
		}
	}
}

func inputs(t *testing.T, dir string) string {
	t.Helper()
	rows := []string{"| input | what | default |", "|---|---|---|"}
	for _, v := range variable.FindAllStringSubmatch(read(t, filepath.Join(folder, dir, "variables.tf")), -1) {
		given := "needed"
		if line := standard.FindStringSubmatch(v[3]); line != nil {
			given = "`" + line[1] + "`"
		}
		rows = append(rows, "| `"+v[1]+"` | "+v[2]+" | "+given+" |")
	}
	return strings.Join(rows, "\n")
}

func outputs(t *testing.T, dir string) string {
	t.Helper()
	rows := []string{"| output | what |", "|---|---|"}
	for _, o := range output.FindAllStringSubmatch(read(t, filepath.Join(folder, dir, "outputs.tf")), -1) {
		rows = append(rows, "| `"+o[1]+"` | "+o[2]+" |")
	}
	return strings.Join(rows, "\n")
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// reference is var.NAME, local.NAME or module.NAME.
var reference = regexp.MustCompile(`\b(var|local|module)\.(\w+)`)

// Terraform would find these when it plans, which needs the provider.
func TestEveryReferenceIsToSomethingAndEveryVariableIsUsed(t *testing.T) {
	dirs := []string{".", "modules/documents", "modules/instances", "modules/policies", "modules/target", "examples/single-account", "examples/many-accounts"}
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join(folder, dir, "*.tf"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", dir, len(files), err)
		}
		text := ""
		for _, file := range files {
			text += read(t, file)
		}
		var used []string
		for _, r := range reference.FindAllStringSubmatch(text, -1) {
			used = append(used, r[0])
			if !defines(text, r[1], r[2]) {
				t.Errorf("%s: there is no %s", dir, r[0])
			}
		}
		for _, v := range variable.FindAllStringSubmatch(text, -1) {
			// One that only its own validation reads does nothing.
			uses := strings.Count(text, "var."+v[1]) - strings.Count(v[3], "var."+v[1])
			if uses == 0 || !slices.Contains(used, "var."+v[1]) {
				t.Errorf("%s: nothing uses var.%s", dir, v[1])
			}
		}
	}
}

// defines tells whether a module's text has what a reference names.
func defines(text, kind, name string) bool {
	switch kind {
	case "var":
		return strings.Contains(text, "\nvariable \""+name+"\" {") || strings.HasPrefix(text, "variable \""+name+"\" {")
	case "module":
		return strings.Contains(text, "\nmodule \""+name+"\" {")
	default:
		return regexp.MustCompile(`(?m)^  ` + name + ` += `).MatchString(text)
	}
}
