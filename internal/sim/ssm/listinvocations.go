package ssm

import (
	"fmt"
	"iter"
	"slices"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/ssm/command"
)

type listedInvocations struct {
	CommandInvocations []invocationView
	NextToken          string `json:",omitempty"`
}

// listCommandInvocations lists those of the newest command first.
func (s *Service) listCommandInvocations(c *gateway.Call, in *listInput) (any, *apierr.Error) {
	keep, refused := in.invocationFilter()
	if refused != nil {
		return nil, refused
	}
	const what = "invocations"
	at, refused := position(what, in.NextToken)
	if refused != nil {
		return nil, refused
	}
	var from invocationPosition
	if at != "" {
		if _, err := fmt.Sscanf(at, "%s %d", &from.command, &from.number); err != nil {
			return nil, invalidToken()
		}
	}
	visible := s.visibleSince(c).Add(-s.Engine.Tuning.Hidden)
	answer := listedInvocations{CommandInvocations: []invocationView{}}
	for i := range s.invocations(c, in, from) {
		if i.Requested.After(visible) || !keep(i) {
			continue
		}
		if len(answer.CommandInvocations) == valueOr(in.MaxResults, maxPage) {
			answer.NextToken = token(what, fmt.Sprintf("%s %d", i.Command().ID, i.Number()))
			break
		}
		answer.CommandInvocations = append(answer.CommandInvocations, viewInvocation(i, in.Details))
	}
	return answer, nil
}

// invocationPosition is the invocation that a page begins with; the zero value
// is the first of all.
type invocationPosition struct {
	command string
	number  int
}

// invocations yields what a call is about, from a position on.
func (s *Service) invocations(c *gateway.Call, in *listInput, from invocationPosition) iter.Seq[*command.Invocation] {
	book := s.Engine.Book(c.Place)
	return func(yield func(*command.Invocation) bool) {
		begun := from.command == ""
		commands := book.Before(0)
		if in.CommandID != "" {
			commands = only(book.Command(in.CommandID))
		} else if in.InstanceID != "" {
			commands = commandsOn(book, in.InstanceID)
		}
		for _, one := range commands {
			first := 0
			if !begun {
				if one.ID != from.command {
					continue
				}
				begun, first = true, min(max(from.number, 0), len(one.Invocations))
			}
			list := one.Invocations[first:]
			if in.InstanceID != "" {
				list = nil
				if i := one.InvocationOn(in.InstanceID); i != nil {
					list = []*command.Invocation{i}
				}
			}
			for _, i := range list {
				if !yield(i) {
					return
				}
			}
		}
	}
}

func only(c *command.Command) iter.Seq2[uint64, *command.Command] {
	return func(yield func(uint64, *command.Command) bool) {
		if c != nil {
			yield(0, c)
		}
	}
}

// commandsOn yields an instance's commands, newest first.
func commandsOn(book *command.Book, instance string) iter.Seq2[uint64, *command.Command] {
	return func(yield func(uint64, *command.Command) bool) {
		for _, i := range slices.Backward(book.On(instance)) {
			if !yield(0, i.Command()) {
				return
			}
		}
	}
}
