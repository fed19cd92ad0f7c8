package ssm

import (
	"encoding/json"
	"strconv"
	"time"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/ssm/command"
)

// commandView is the API's Command.
type commandView struct {
	CommandID    string `json:"CommandId"`
	DocumentName string
	// DocumentVersion is what was asked for.
	DocumentVersion       string
	Comment               string
	ExpiresAfter          timestamp
	Parameters            map[string][]string
	InstanceIDs           []string `json:"InstanceIds"`
	Targets               []target
	RequestedDateTime     timestamp
	Status, StatusDetails string

	OutputS3Region, OutputS3BucketName, OutputS3KeyPrefix string
	MaxConcurrency, MaxErrors                             string

	TargetCount, CompletedCount, ErrorCount, DeliveryTimedOutCount int

	ServiceRole            string
	NotificationConfig     json.RawMessage `json:",omitempty"`
	CloudWatchOutputConfig json.RawMessage `json:",omitempty"`
	AlarmConfiguration     json.RawMessage `json:",omitempty"`
	TimeoutSeconds         int
}

func viewCommand(c *command.Command) commandView {
	detail, counts := c.Detail(), c.Counts()
	view := commandView{
		CommandID: c.ID, DocumentName: c.Document, DocumentVersion: orElse(c.DocumentVersion, "$DEFAULT"), Comment: c.Comment,
		ExpiresAfter: timestamp(c.Expires), Parameters: c.Parameters, InstanceIDs: c.InstanceIDs, Targets: []target{},
		RequestedDateTime: timestamp(c.Requested), Status: detail.Status(), StatusDetails: string(detail),
		OutputS3Region: c.S3Region, OutputS3BucketName: c.Bucket, OutputS3KeyPrefix: c.KeyPrefix,
		MaxConcurrency: c.MaxConcurrency, MaxErrors: c.MaxErrors,
		TargetCount: counts.Targets, CompletedCount: counts.Completed, ErrorCount: counts.Errors,
		DeliveryTimedOutCount: counts.DeliveryTimedOut,
		ServiceRole:           c.ServiceRole, NotificationConfig: c.Notification, CloudWatchOutputConfig: c.CloudWatch,
		AlarmConfiguration: c.Alarms, TimeoutSeconds: c.TimeoutSeconds,
	}
	for _, t := range c.Targets {
		view.Targets = append(view.Targets, target{t.Key, t.Values})
	}
	return view
}

// listInput is of ListCommands and ListCommandInvocations.
type listInput struct {
	CommandID, InstanceID string

	MaxResults *int
	NextToken  string
	Filters    []commandFilter
	Details    bool
}

func (in *listInput) check(c *checker) {
	c.commandID(in.CommandID)
	c.pattern("instanceId", in.InstanceID, instanceID)
	c.between("maxResults", in.MaxResults, 1, maxPage)
	size(c, "filters", in.Filters, 0, 5)
	for _, f := range in.Filters {
		c.required("filters.key", f.Key)
		c.oneOf("filters.key", f.Key, "InvokedAfter", "InvokedBefore", "Status", "ExecutionStage", "DocumentName")
		c.required("filters.value", f.Value)
		c.length("filters.value", f.Value, 1, 128)
	}
}

type listedCommands struct {
	Commands  []commandView
	NextToken string `json:",omitempty"`
}

// listCommands lists the newest first. A command id that there is not gives an
// empty list, as one does that is too new.
func (s *Service) listCommands(c *gateway.Call, in *listInput) (any, *apierr.Error) {
	keep, refused := in.commandFilter()
	if refused != nil {
		return nil, refused
	}
	const what = "commands"
	at, refused := position(what, in.NextToken)
	if refused != nil {
		return nil, refused
	}
	below, err := strconv.ParseUint(orElse(at, "0"), 10, 64)
	if err != nil {
		return nil, invalidToken()
	}
	visible := s.visibleSince(c)
	answer := listedCommands{Commands: []commandView{}}
	var last uint64
	for seq, one := range s.Engine.Book(c.Place).Before(below) {
		switch {
		case in.CommandID != "" && one.ID != in.CommandID,
			in.InstanceID != "" && one.InvocationOn(in.InstanceID) == nil,
			one.Requested.After(visible),
			!keep(one):
			continue
		case len(answer.Commands) == valueOr(in.MaxResults, maxPage):
			answer.NextToken = token(what, strconv.FormatUint(last, 10))
			return answer, nil
		}
		answer.Commands = append(answer.Commands, viewCommand(one))
		last = seq
	}
	return answer, nil
}

// visibleSince is the moment that an eventually consistent answer shows: a
// fault of the plan may hide what is newer.
func (s *Service) visibleSince(c *gateway.Call) time.Time {
	return s.world.Now().Add(-s.world.Faults.Hides(c.Operation(), s.world.Now()))
}
