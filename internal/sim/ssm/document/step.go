package document

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"patchline/internal/sim/apierr"
)

// Step is one plugin of a document.
type Step struct {
	// Name is what the API calls the plugin: the step's name, or in schema 1.2
	// the action.
	Name   string
	Action string
	Inputs map[string]any
	// Folder is where its output goes below the action's folder: the step's
	// name, or in schema 1.2 the id of its properties.
	Folder string
	// Precondition is operator to arguments, of schema 2.2.
	Precondition map[string][]string
}

var stepName = regexp.MustCompile(`^[a-zA-Z0-9_-]{3,128}$`)

func (c *Content) readSteps(top map[string]any) *apierr.Error {
	if c.SchemaVersion == "1.2" {
		if _, found := top["mainSteps"]; found {
			return apierr.New(invalidContent, "A document of schema 1.2 has runtimeConfig, not mainSteps.")
		}
		return c.readRuntimeConfig(top)
	}
	if _, found := top["runtimeConfig"]; found {
		return apierr.New(invalidContent, "A document of schema %s has mainSteps, not runtimeConfig.", c.SchemaVersion)
	}
	list, found := top["mainSteps"].([]any)
	if !found || len(list) == 0 {
		return apierr.New(invalidContent, "A document of schema %s needs mainSteps, a list with one step at least.", c.SchemaVersion)
	}
	for n, item := range list {
		where := fmt.Sprintf("Step %d of mainSteps", n+1)
		object, found := item.(map[string]any)
		if !found {
			return apierr.New(invalidContent, "%s is not an object.", where)
		}
		step, refused := c.readStep(where, object)
		if refused != nil {
			return refused
		}
		if slices.ContainsFunc(c.Steps, func(s Step) bool { return s.Name == step.Name }) {
			return apierr.New(invalidContent, "%s: there is a step named \"%s\" already. Step names must be unique.", where, step.Name)
		}
		c.Steps = append(c.Steps, step)
	}
	return nil
}

func (c *Content) readStep(where string, object map[string]any) (Step, *apierr.Error) {
	if refused := onlyKeys(where, object, "action", "name", "inputs", "precondition", "description",
		"maxAttempts", "onFailure", "settings", "timeoutSeconds", "isEnd", "nextStep", "isCritical"); refused != nil {
		return Step{}, refused
	}
	var s Step
	s.Action, _ = object["action"].(string)
	if actions[s.Action] == nil {
		return s, apierr.New(invalidContent, "%s: %v is not an action of Command documents.", where, object["action"])
	}
	s.Name, _ = object["name"].(string)
	if !stepName.MatchString(s.Name) {
		return s, apierr.New(invalidContent, "%s: its name %v is not 3 to 128 letters, digits, - and _.", where, object["name"])
	}
	s.Folder = s.Name
	inputs, found := object["inputs"]
	if s.Inputs, _ = inputs.(map[string]any); found && s.Inputs == nil {
		return s, apierr.New(invalidContent, "%s: inputs is not an object.", where)
	}
	precondition, found := object["precondition"]
	if !found {
		return s, nil
	}
	if c.SchemaVersion != "2.2" {
		return s, apierr.New(invalidContent, "%s: precondition needs schema 2.2.", where)
	}
	refused := s.readPrecondition(where, precondition)
	return s, refused
}

func (s *Step) readPrecondition(where string, value any) *apierr.Error {
	operators, found := value.(map[string]any)
	if !found {
		return apierr.New(invalidContent, "%s: precondition is not an object.", where)
	}
	s.Precondition = map[string][]string{}
	for operator, arguments := range operators {
		list, found := arguments.([]any)
		if operator != "StringEquals" || !found || len(list) != 2 {
			return apierr.New(invalidContent, "%s: precondition takes StringEquals with two arguments.", where)
		}
		for _, argument := range list {
			argument, found := argument.(string)
			if !found {
				return apierr.New(invalidContent, "%s: an argument of StringEquals is not a string.", where)
			}
			s.Precondition[operator] = append(s.Precondition[operator], argument)
		}
	}
	return nil
}

// S3Folder is the output's place below <prefix>/<command>/<instance>: the
// agent leaves colons out.
func (s *Step) S3Folder() string {
	return strings.ReplaceAll(s.Action, ":", "") + "/" + strings.ReplaceAll(s.Folder, ":", "")
}
