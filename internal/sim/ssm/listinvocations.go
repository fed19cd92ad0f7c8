package ssm

import (
	"encoding/json"
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/ssm/command"
)

// invocationView is the API's CommandInvocation.
type invocationView struct {
	CommandID             string `json:"CommandId"`
	InstanceID            string `json:"InstanceId"`
	InstanceName          string
	Comment               string
	DocumentName          string
	DocumentVersion       string
	RequestedDateTime     timestamp
	Status, StatusDetails string

	TraceOutput            string
	StandardOutputURL      string `json:"StandardOutputUrl"`
	StandardErrorURL       string `json:"StandardErrorUrl"`
	CommandPlugins         []pluginView
	ServiceRole            string
	NotificationConfig     json.RawMessage `json:",omitempty"`
	CloudWatchOutputConfig json.RawMessage `json:",omitempty"`
}

type pluginView struct {
	Name                  string
	Status, StatusDetails string
	ResponseCode          int

	ResponseStartDateTime  timestamp `json:",omitzero"`
	ResponseFinishDateTime timestamp `json:",omitzero"`

	Output             string
	StandardOutputURL  string `json:"StandardOutputUrl"`
	StandardErrorURL   string `json:"StandardErrorUrl"`
	OutputS3Region     string
	OutputS3BucketName string
	OutputS3KeyPrefix  string
}

func viewInvocation(i *command.Invocation, details bool) invocationView {
	c := i.Command()
	view := invocationView{
		CommandID: c.ID, InstanceID: i.InstanceID, InstanceName: i.Name, Comment: c.Comment,
		DocumentName: c.Document, DocumentVersion: orElse(c.DocumentVersion, "$DEFAULT"),
		RequestedDateTime: timestamp(i.Requested), Status: i.Detail.Status(), StatusDetails: string(i.Detail),
		CommandPlugins: []pluginView{},
		ServiceRole:    c.ServiceRole, NotificationConfig: c.Notification, CloudWatchOutputConfig: c.CloudWatch,
	}
	if len(i.Steps) == 1 {
		view.StandardOutputURL, view.StandardErrorURL = outputURLs(i, 0)
	}
	if !details {
		return view
	}
	for n := range i.Steps {
		view.CommandPlugins = append(view.CommandPlugins, viewPlugin(i, n))
	}
	return view
}

func viewPlugin(i *command.Invocation, n int) pluginView {
	c, step := i.Command(), &i.Steps[n]
	detail := pluginDetail(i, n)
	view := pluginView{
		Name: step.Name, Status: detail.Status(), StatusDetails: string(detail), ResponseCode: step.Code,
		ResponseStartDateTime: timestamp(step.Started), ResponseFinishDateTime: timestamp(step.Finished),
		Output: step.Output(), OutputS3Region: c.S3Region, OutputS3BucketName: c.Bucket,
	}
	view.StandardOutputURL, view.StandardErrorURL = outputURLs(i, n)
	if c.Bucket != "" {
		view.OutputS3KeyPrefix = path.Dir(i.S3Folder(n))
	}
	return view
}

// pluginDetail is a plugin's own detail, or the invocation's where that ended
// before the plugin did.
func pluginDetail(i *command.Invocation, n int) command.Detail {
	if own := i.Steps[n].Detail; own.Terminal() || !i.Detail.Terminal() {
		return own
	}
	return i.Detail
}

// outputURLs are where a plugin's output is, once it has ended, whether or not
// it has printed anything; empty without a bucket.
func outputURLs(i *command.Invocation, n int) (stdout, stderr string) {
	c := i.Command()
	if c.Bucket == "" || !i.Steps[n].Detail.Terminal() {
		return "", ""
	}
	folder := fmt.Sprintf("https://s3.%s.amazonaws.com/%s/%s/", c.Place.Region, c.Bucket, strings.TrimSuffix(i.S3Folder(n), "/"))
	return folder + "stdout", folder + "stderr"
}

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
		if len(answer.CommandInvocations) == pageSize(in.MaxResults, maxPage) {
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
