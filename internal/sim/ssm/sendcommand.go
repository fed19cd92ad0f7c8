package ssm

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/ssm/command"
)

// The limits of SendCommand (API reference).
const (
	maxInstanceIDs   = 50
	maxTargets       = 5
	maxTargetValues  = 50
	shortestDelivery = 30      // TimeoutSeconds
	longestDelivery  = 2592000 // TimeoutSeconds: 30 days
	defaultDelivery  = 3600    // user guide, "Understanding command timeout values"
	maxComment       = 100
)

var (
	maxConcurrency = regexp.MustCompile(`^([1-9][0-9]*|[1-9][0-9]%|[1-9]%|100%)$`)
	maxErrors      = regexp.MustCompile(`^([1-9][0-9]*|[0]|[1-9][0-9]%|[0-9]%|100%)$`)
	targetKey      = regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_.:/=\-@]*$`)
)

type target struct {
	Key    string
	Values []string
}

type sendCommandInput struct {
	DocumentName, DocumentVersion, DocumentHash, DocumentHashType string

	InstanceIDs    []string `json:"InstanceIds"`
	Targets        []target
	Parameters     map[string][]string
	TimeoutSeconds *int
	Comment        string

	MaxConcurrency, MaxErrors                             string
	OutputS3BucketName, OutputS3KeyPrefix, OutputS3Region string

	// Accepted and shown again; nothing is done with them.
	ServiceRoleARN         string
	NotificationConfig     json.RawMessage
	CloudWatchOutputConfig json.RawMessage
	AlarmConfiguration     json.RawMessage
}

func (in *sendCommandInput) instances() []string { return in.InstanceIDs }

func (in *sendCommandInput) check(c *checker) {
	c.required("documentName", in.DocumentName)
	c.pattern("documentName", in.DocumentName, documentARN)
	c.pattern("documentVersion", in.DocumentVersion, documentVersion)
	c.length("documentHash", in.DocumentHash, 0, 256)
	c.oneOf("documentHashType", in.DocumentHashType, "Sha256", "Sha1")
	c.instanceIDs("instanceIds", in.InstanceIDs, maxInstanceIDs)
	size(c, "targets", in.Targets, 0, maxTargets)
	for n, t := range in.Targets {
		member := fmt.Sprintf("targets.%d.member", n+1)
		c.length(member+".key", t.Key, 1, 163)
		c.pattern(member+".key", t.Key, targetKey)
		size(c, member+".values", t.Values, 0, maxTargetValues)
	}
	c.between("timeoutSeconds", in.TimeoutSeconds, shortestDelivery, longestDelivery)
	c.length("comment", in.Comment, 0, maxComment)
	c.length("maxConcurrency", in.MaxConcurrency, 1, 7)
	c.pattern("maxConcurrency", in.MaxConcurrency, maxConcurrency)
	c.length("maxErrors", in.MaxErrors, 1, 7)
	c.pattern("maxErrors", in.MaxErrors, maxErrors)
	c.length("outputS3BucketName", in.OutputS3BucketName, 3, 63)
	c.length("outputS3KeyPrefix", in.OutputS3KeyPrefix, 0, 500)
	c.length("outputS3Region", in.OutputS3Region, 3, 20)
}

func (s *Service) sendCommand(c *gateway.Call, in *sendCommandInput) (any, *apierr.Error) {
	if (len(in.InstanceIDs) > 0) == (len(in.Targets) > 0) {
		return nil, apierr.New("ValidationException", "Either InstanceIds or Targets must be specified, and not both.")
	}
	if id := firstDuplicate(in.InstanceIDs); id != "" {
		return nil, apierr.New("DuplicateInstanceId", "Instance %s is named twice.", id)
	}
	targets := make([]command.Target, 0, len(in.Targets))
	for _, t := range in.Targets {
		targets = append(targets, command.Target{Key: t.Key, Values: t.Values})
	}
	if refused := s.Engine.CheckTargets(c.Place, targets); refused != nil {
		return nil, refused
	}
	d, refused := s.find(c.Place, in.DocumentName)
	if refused != nil {
		return nil, refused
	}
	v, refused := d.version(in.DocumentVersion, "")
	if refused != nil {
		return nil, refused
	}
	if in.DocumentHash != "" && !strings.EqualFold(in.DocumentHash, v.Hash()) {
		return nil, apierr.New("InvalidDocument", "The hash is not the Sha256 of version %d of document %s: %s.", v.Number, d.Name, v.Hash())
	}
	if refused := v.content.CheckValues(in.Parameters, len(v.Text)); refused != nil {
		return nil, refused
	}
	sent, refused := s.Engine.Send(c.Place, command.Request{
		Document: d.Name, DocumentVersion: in.DocumentVersion,
		Text: command.Content{Format: v.Format, Text: v.Text}, Content: v.content, Parameters: in.Parameters,
		InstanceIDs: in.InstanceIDs, Targets: targets,
		Comment: in.Comment, TimeoutSeconds: valueOr(in.TimeoutSeconds, defaultDelivery),
		MaxConcurrency: orElse(in.MaxConcurrency, command.DefaultMaxConcurrency),
		MaxErrors:      orElse(in.MaxErrors, command.DefaultMaxErrors),
		Bucket:         in.OutputS3BucketName, KeyPrefix: in.OutputS3KeyPrefix, S3Region: in.OutputS3Region,
		ServiceRole: in.ServiceRoleARN, Notification: in.NotificationConfig,
		CloudWatch: in.CloudWatchOutputConfig, Alarms: in.AlarmConfiguration,
	})
	if refused != nil {
		return nil, refused
	}
	return struct{ Command commandView }{viewCommand(sent)}, nil
}

func firstDuplicate(list []string) string {
	for n, item := range list {
		if slices.Contains(list[:n], item) {
			return item
		}
	}
	return ""
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
