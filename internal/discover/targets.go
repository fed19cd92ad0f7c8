package discover

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"

	"go.yaml.in/yaml/v3"

	"patchline/internal/cli/option"
	"patchline/internal/run"
)

// maxTargets bounds the file: an organization has at most some thousand
// accounts.
const maxTargets = 10_000

var (
	accountPattern = regexp.MustCompile(`^[0-9]{12}$`)
	rolePattern    = regexp.MustCompile(`^arn:aws(?:-[a-z]+)*:iam::([0-9]{12}):role/[\w+=,.@/-]+$`)
)

// targetEntry is one entry of the file; account is text: YAML would take the
// leading zero of a number.
type targetEntry struct {
	Account string `yaml:"account"`
	Region  string `yaml:"region"`
	Role    string `yaml:"role"`

	line int
}

// UnmarshalYAML reads an entry and remembers its line.
func (e *targetEntry) UnmarshalYAML(node *yaml.Node) error {
	type plain targetEntry
	if err := node.Decode((*plain)(e)); err != nil {
		return err
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		switch key := node.Content[i]; key.Value {
		case "account", "region", "role":
		default:
			return fmt.Errorf("line %d: %q is not known here: account, region and role are", key.Line, key.Value)
		}
	}
	e.line = node.Line
	return nil
}

// ReadTargets reads a file of targets:
//
//	targets:
//	  - account: "111122223333"
//	    region: eu-central-1
//	    role: arn:aws:iam::111122223333:role/Patchline
//
// Without a role the credentials at hand must be the account's. All problems
// are in the error, each with its line.
func ReadTargets(path string) ([]run.Target, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	targets, err := parseTargets(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return targets, nil
}

func parseTargets(data []byte) ([]run.Target, error) {
	var file struct {
		Targets []targetEntry `yaml:"targets"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is a second YAML document in it, or what is no YAML: only one is read")
	}
	if len(file.Targets) == 0 || len(file.Targets) > maxTargets {
		return nil, fmt.Errorf("%d targets: want 1 to %d under \"targets:\"", len(file.Targets), maxTargets)
	}
	var problems []error
	seen := map[run.Target]int{}
	targets := make([]run.Target, 0, len(file.Targets))
	for _, entry := range file.Targets {
		place := run.Target{Account: entry.Account, Region: entry.Region}
		for _, problem := range entry.problems() {
			problems = append(problems, fmt.Errorf("line %d: %s", entry.line, problem))
		}
		if line, twice := seen[place]; twice {
			problems = append(problems, fmt.Errorf("line %d: %s is on line %d already", entry.line, place, line))
		}
		seen[place] = entry.line
		targets = append(targets, run.Target{Account: entry.Account, Region: entry.Region, Role: entry.Role})
	}
	return targets, errors.Join(problems...)
}

func (e targetEntry) problems() []string {
	var problems []string
	if !accountPattern.MatchString(e.Account) {
		problems = append(problems, fmt.Sprintf("account %q is not 12 digits", e.Account))
	}
	if _, err := option.ParseRegion(e.Region); err != nil {
		problems = append(problems, fmt.Sprintf("region: %v", err))
	}
	if e.Role != "" {
		switch of := rolePattern.FindStringSubmatch(e.Role); {
		case of == nil:
			problems = append(problems, fmt.Sprintf("role %q is not a role's ARN, such as arn:aws:iam::111122223333:role/Patchline", e.Role))
		case of[1] != e.Account:
			problems = append(problems, fmt.Sprintf("role %s is of account %s, not of %s", e.Role, of[1], e.Account))
		}
	}
	return problems
}
