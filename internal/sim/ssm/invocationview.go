package ssm

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"

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
