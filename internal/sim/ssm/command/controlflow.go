package command

import (
	"fmt"
)

// The inputs that steer a document, of every action (runpluginutil of the
// agent's source). Without them a failed step does not keep the next from
// running. isEnd and nextStep are Automation's and do nothing here.
const (
	onFailure      = "onFailure" // exit, or successAndExit
	onSuccess      = "onSuccess" // exit
	finallyStep    = "finallyStep"
	exit           = "exit"
	successAndExit = "successAndExit"
)

func modifier(inputs map[string]any, name string) string {
	switch value := inputs[name].(type) {
	case string:
		return value
	case bool:
		return fmt.Sprint(value)
	default:
		return ""
	}
}

// skippedByControlFlow tells whether an earlier step has ended the document.
// A last step with finallyStep runs all the same.
func skippedByControlFlow(c *Command, r *Run) (bool, string) {
	step := c.content.Steps[r.Index]
	if modifier(step.Inputs, finallyStep) == "true" && r.Index == len(c.content.Steps)-1 {
		return false, ""
	}
	for n := range r.Index {
		done, inputs := r.Steps[n], c.content.Steps[n].Inputs
		if done.Code == exitSuccess || done.Code == exitFailure ||
			done.Detail == Failed && modifier(inputs, onFailure) == exit ||
			done.Detail == Success && modifier(inputs, onSuccess) == exit {
			return true, fmt.Sprintf("Plugin with name %s and id %s skipped due to prior step with an exit condition", step.Action, step.Name)
		}
	}
	return false, ""
}

// applyControlFlow changes the result of the step at hand that ends the
// document.
func applyControlFlow(r *Run, s *Step) {
	say := func(what string) {
		r.Out += what
		r.Err += what
	}
	action := modifier(r.Job.Inputs, onFailure)
	switch {
	case s.Code == exitSuccess:
		s.Detail = Success
		r.Err = ""
		r.Out += "\nStep exited with code 168. Therefore, marking step as succeeded. Further document steps will be skipped."
	case s.Code == exitFailure:
		say("\nStep exited with code 169. Therefore, marking step as Failed. Further document steps will be skipped.")
	case s.Detail == Failed && (action == exit || action == successAndExit):
		say("\nStep was found to have onFailure property. Further document steps will be skipped.")
		if action == successAndExit {
			s.Detail, s.Code = Success, exitSuccess
		}
	}
}
