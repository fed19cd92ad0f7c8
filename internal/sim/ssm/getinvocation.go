package ssm

import (
	"encoding/json"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/ssm/command"
)

type getInvocationInput struct{ CommandID, InstanceID, PluginName string }

func (in *getInvocationInput) instances() []string { return []string{in.InstanceID} }

func (in *getInvocationInput) check(c *checker) {
	c.required("commandId", in.CommandID)
	c.commandID(in.CommandID)
	c.required("instanceId", in.InstanceID)
	c.pattern("instanceId", in.InstanceID, instanceID)
	c.length("pluginName", in.PluginName, 4, 1<<10)
}

type gotInvocation struct {
	CommandID             string `json:"CommandId"`
	InstanceID            string `json:"InstanceId"`
	Comment               string
	DocumentName          string
	DocumentVersion       string
	PluginName            string
	ResponseCode          int
	Status, StatusDetails string

	ExecutionStartDateTime string
	ExecutionElapsedTime   string
	ExecutionEndDateTime   string

	StandardOutputContent  string
	StandardOutputURL      string `json:"StandardOutputUrl"`
	StandardErrorContent   string
	StandardErrorURL       string          `json:"StandardErrorUrl"`
	CloudWatchOutputConfig json.RawMessage `json:",omitempty"`
}

// getCommandInvocation shows one plugin. Of a document with several it shows,
// where no plugin is named, the invocation without output.
func (s *Service) getCommandInvocation(c *gateway.Call, in *getInvocationInput) (any, *apierr.Error) {
	i := s.visibleInvocation(c, in)
	if i == nil {
		return nil, apierr.New("InvocationDoesNotExist", "Invocation not found for %s, %s", in.CommandID, in.InstanceID)
	}
	sent := i.Command()
	answer := gotInvocation{
		CommandID: sent.ID, InstanceID: i.InstanceID, Comment: sent.Comment,
		DocumentName: sent.Document, DocumentVersion: orElse(sent.DocumentVersion, "$DEFAULT"), PluginName: in.PluginName,
		ResponseCode: overallCode(i), Status: i.Detail.Status(), StatusDetails: string(i.Detail),
		CloudWatchOutputConfig: sent.CloudWatch,
	}
	if in.PluginName != "" || len(i.Steps) == 1 {
		n := pluginNamed(i, in.PluginName)
		if n < 0 {
			return nil, apierr.New("InvalidPluginName", "Plugin %s not found for invocation with command id %s and instance id %s", in.PluginName, in.CommandID, in.InstanceID)
		}
		answer.showPlugin(i, n)
	}
	return answer, nil
}

func (s *Service) visibleInvocation(c *gateway.Call, in *getInvocationInput) *command.Invocation {
	sent := s.Engine.Book(c.Place).Command(in.CommandID)
	if sent == nil {
		return nil
	}
	i := sent.InvocationOn(in.InstanceID)
	if i == nil || i.Requested.After(s.visibleSince(c).Add(-s.Engine.Tuning.Hidden)) {
		return nil
	}
	return i
}

// pluginNamed finds a plugin, the only one where none is named; -1: none.
func pluginNamed(i *command.Invocation, name string) int {
	for n, step := range i.Steps {
		if step.Name == name || name == "" {
			return n
		}
	}
	return -1
}

// overallCode is the first code that is not 0, or 0.
func overallCode(i *command.Invocation) int {
	for _, step := range i.Steps {
		if step.Code != 0 {
			return step.Code
		}
	}
	return 0
}

func (g *gotInvocation) showPlugin(i *command.Invocation, n int) {
	step, detail := &i.Steps[n], pluginDetail(i, n)
	if only := len(i.Steps) == 1; !detail.Terminal() && (only || i.Detail == command.Cancelling) {
		detail = i.Detail // which also knows Delayed and Cancelling
	}
	g.PluginName, g.ResponseCode = step.Name, step.Code
	g.Status, g.StatusDetails = detail.Status(), string(detail)
	g.ExecutionStartDateTime = isoTime(step.Started)
	if !step.Finished.IsZero() {
		g.ExecutionEndDateTime = isoTime(step.Finished)
		g.ExecutionElapsedTime = isoDuration(step.Finished.Sub(step.Started))
		g.StandardOutputContent, g.StandardErrorContent = step.Stdout, step.Stderr
		if step.Note != "" && step.Stdout == "" {
			g.StandardOutputContent = step.Note
		}
	}
	g.StandardOutputURL, g.StandardErrorURL = outputURLs(i, n)
}
