package command

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// listPage is the largest page of ListCommands and ListCommandInvocations.
const listPage = 50

// Invocation is what SSM says of one instance's part in a command.
type Invocation struct {
	Instance string
	Command  string
	// Status is the detailed status without spaces, such as Success,
	// DeliveryTimedOut: some of AWS' pages write them with spaces.
	Status string
	Final  bool
	// Output is the first 2,500 characters, for a reader who asked for details.
	Output string
}

// Final tells whether a detailed status can't change any more.
func Final(status string) bool {
	switch status {
	case "Pending", "InProgress", "Delayed", "Cancelling":
		return false
	}
	return true
}

// Invocations lists the instances of a command.
func Invocations(ctx context.Context, client Client, command string, details bool) ([]Invocation, error) {
	var all []Invocation
	pages := ssm.NewListCommandInvocationsPaginator(client, &ssm.ListCommandInvocationsInput{
		CommandId: &command, Details: details, MaxResults: aws.Int32(listPage),
	}, func(o *ssm.ListCommandInvocationsPaginatorOptions) { o.StopOnDuplicateToken = true })
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("listing the invocations of command %s: %w", command, err)
		}
		for _, i := range page.CommandInvocations {
			all = append(all, invocation(i))
		}
	}
	return all, nil
}

func invocation(i types.CommandInvocation) Invocation {
	status := strings.ReplaceAll(aws.ToString(i.StatusDetails), " ", "")
	if status == "" {
		status = string(i.Status)
	}
	v := Invocation{
		Instance: aws.ToString(i.InstanceId), Command: aws.ToString(i.CommandId),
		Status: status, Final: Final(status),
	}
	for _, plugin := range i.CommandPlugins {
		v.Output += aws.ToString(plugin.Output)
	}
	return v
}

// Progress is how many of a command's instances SSM has heard the end of.
type Progress struct {
	Finished int
	Targets  int
}

// Summaries gives the progress of every command of a document since a moment,
// by command id: one call answers for 50 commands.
func Summaries(ctx context.Context, client Client, document string, since time.Time) (map[string]Progress, error) {
	all := map[string]Progress{}
	pages := ssm.NewListCommandsPaginator(client, &ssm.ListCommandsInput{
		Filters: listFilters(document, since), MaxResults: aws.Int32(listPage),
	}, func(o *ssm.ListCommandsPaginatorOptions) { o.StopOnDuplicateToken = true })
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("listing the commands of %s: %w", document, err)
		}
		for _, c := range page.Commands {
			all[aws.ToString(c.CommandId)] = Progress{Finished: int(c.CompletedCount), Targets: int(c.TargetCount)}
		}
	}
	return all, nil
}

// listFilters select a document's commands since shortly before a moment: the
// clocks of here and there may differ.
func listFilters(document string, since time.Time) []types.CommandFilter {
	const clockSkew = 5 * time.Minute
	return []types.CommandFilter{
		{Key: types.CommandFilterKeyDocumentName, Value: &document},
		{Key: types.CommandFilterKeyInvokedAfter, Value: aws.String(since.Add(-clockSkew).UTC().Format("2006-01-02T15:04:05Z"))},
	}
}
