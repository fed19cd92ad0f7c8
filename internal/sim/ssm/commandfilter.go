package ssm

import (
	"slices"
	"time"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/ssm/command"
)

// commandFilter is one filter of commands or invocations; all must hold.
type commandFilter struct{ Key, Value string }

// subject is what a filter looks at.
type subject struct {
	requested time.Time
	document  string
	detail    command.Detail
}

func (in *listInput) commandFilter() (func(*command.Command) bool, *apierr.Error) {
	test, refused := filterOf(in.Filters, true)
	return func(c *command.Command) bool { return test(subject{c.Requested, c.Document, c.Detail()}) }, refused
}

func (in *listInput) invocationFilter() (func(*command.Invocation) bool, *apierr.Error) {
	test, refused := filterOf(in.Filters, false)
	return func(i *command.Invocation) bool {
		return test(subject{i.Requested, i.Command().Document, i.Detail})
	}, refused
}

func filterOf(filters []commandFilter, ofCommands bool) (func(subject) bool, *apierr.Error) {
	var tests []func(subject) bool
	for _, f := range filters {
		test, refused := f.test(ofCommands)
		if refused != nil {
			return nil, refused
		}
		tests = append(tests, test)
	}
	return func(s subject) bool {
		return !slices.ContainsFunc(tests, func(test func(subject) bool) bool { return !test(s) })
	}, nil
}

func (f commandFilter) test(ofCommands bool) (func(subject) bool, *apierr.Error) {
	switch f.Key {
	case "InvokedAfter", "InvokedBefore":
		at, err := parseTime(f.Value)
		if err != nil {
			return nil, apierr.New("ValidationException", "Filter %s: %q is not a moment such as 2024-07-07T00:00:00Z.", f.Key, f.Value)
		}
		if f.Key == "InvokedAfter" {
			return func(s subject) bool { return !s.requested.Before(at) }, nil
		}
		return func(s subject) bool { return s.requested.Before(at) }, nil
	case "DocumentName":
		return func(s subject) bool { return s.document == f.Value }, nil
	case "ExecutionStage":
		if !ofCommands {
			break
		}
		if f.Value != "Executing" && f.Value != "Complete" {
			return nil, apierr.New("ValidationException", "Filter ExecutionStage: %q is neither Executing nor Complete.", f.Value)
		}
		return func(s subject) bool { return s.detail.Terminal() == (f.Value == "Complete") }, nil
	case "Status":
		// A status word or a detail; TimedOut is both time-outs.
		return func(s subject) bool { return s.detail.Status() == f.Value || string(s.detail) == f.Value }, nil
	}
	return nil, apierr.New("InvalidFilterKey", "%q is not a filter here.", f.Key)
}

func parseTime(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Parse("2006-01-02", text)
	}
	return at, nil
}
