package command

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/ssm/document"
	"patchline/internal/sim/world"
)

// Request is what SendCommand asks for, its fields checked and defaults put in.
// Either InstanceIDs or Targets is set.
type Request struct {
	Document        string
	DocumentVersion string
	Text            Content
	Content         *document.Content // of Text
	Parameters      map[string][]string

	InstanceIDs []string
	Targets     []Target

	Comment                     string
	TimeoutSeconds              int
	MaxConcurrency, MaxErrors   string
	Bucket, KeyPrefix, S3Region string
	ServiceRole                 string
	Notification                json.RawMessage
	CloudWatch                  json.RawMessage
	Alarms                      json.RawMessage
}

// Send takes a command. Its errors are InvalidInstanceId, for the whole batch,
// and UnsupportedPlatformType.
func (e *Engine) Send(place world.Place, r Request) (*Command, *apierr.Error) {
	if refused := e.checkInstances(place, r.InstanceIDs); refused != nil {
		return nil, refused
	}
	if refused := e.checkPlatforms(place, r.InstanceIDs, r.Content); refused != nil {
		return nil, refused
	}
	now := e.world.Now()
	c := &Command{
		Place: place, ID: e.mintID(),
		Document: r.Document, DocumentVersion: r.DocumentVersion, Content: r.Text, Parameters: r.Parameters,
		InstanceIDs: r.InstanceIDs, Targets: r.Targets,
		Comment: r.Comment, Requested: now, TimeoutSeconds: r.TimeoutSeconds,
		MaxConcurrency: r.MaxConcurrency, MaxErrors: r.MaxErrors,
		Bucket: r.Bucket, KeyPrefix: r.KeyPrefix, S3Region: r.S3Region,
		ServiceRole: r.ServiceRole, Notification: r.Notification, CloudWatch: r.CloudWatch, Alarms: r.Alarms,
	}
	c.prepare(r.Content)
	total := time.Duration(r.TimeoutSeconds)*time.Second + c.executionTimeout()
	c.Expires = now.Add(total)
	e.Book(place).commands.Add(c)
	if len(r.Targets) == 0 {
		e.resolve(c, r.InstanceIDs)
	}
	e.commandEvent(c, evDispatch, dispatchAfter)
	e.commandEvent(c, evExpire, total)
	e.commandEvent(c, evForget, kept)
	return c, nil
}

// prepare makes what is not saved. The inputs are put together once for all
// instances: scripts may be long.
func (c *Command) prepare(content *document.Content) {
	c.content = content
	c.values = content.Values(c.Parameters)
	for n := range content.Steps {
		c.inputs = append(c.inputs, content.Inputs(&content.Steps[n], c.Parameters))
	}
	c.byInstance = map[string]*Invocation{}
	c.tally = map[Detail]int{}
}

// executionTimeout is the longest of the steps': what Systems Manager adds to
// TimeoutSeconds for the total time-out. That it is the longest and not the
// sum is UNCONFIRMED; the user guide speaks of documents with one.
func (c *Command) executionTimeout() time.Duration {
	var longest time.Duration
	for _, inputs := range c.inputs {
		longest = max(longest, document.ExecutionTimeout(inputs))
	}
	return longest
}

// resolve makes the invocations.
func (e *Engine) resolve(c *Command, ids []string) {
	book, site := e.Book(c.Place), e.world.Site(c.Place)
	c.Invocations = make([]*Invocation, 0, len(ids))
	for _, id := range ids {
		i := c.add(id, HostName(site.Instances.Get(id)), e.world.Now())
		n := book.node(id)
		n.all = append(n.all, i)
	}
	c.Resolved = true
}

// mintID makes a command id, the same in each run of the same seed.
func (e *Engine) mintID() string {
	e.minted++
	hex := e.world.Seed.Hex(32, "command", strconv.FormatUint(e.minted, 10))
	return hex[:8] + "-" + hex[8:12] + "-4" + hex[13:16] + "-a" + hex[17:20] + "-" + hex[20:]
}

func (e *Engine) commandEvent(c *Command, kind string, after time.Duration) {
	e.world.After(after, world.Event{Kind: kind, Place: c.Place, ID: c.ID})
}

func (e *Engine) invocationEvent(i *Invocation, kind string, after time.Duration) {
	event := world.Event{Kind: kind, Place: i.command.Place, ID: i.command.ID, Step: i.number}
	if i.Run != nil {
		event.Epoch = i.Run.Turn
	}
	e.world.After(after, event)
}

// checkPlatforms refuses instances of a platform that the document is not for.
func (e *Engine) checkPlatforms(place world.Place, ids []string, content *document.Content) *apierr.Error {
	platforms := content.Platforms()
	for _, id := range ids {
		if p := PlatformOf(e.world.Site(place).Instances.Get(id)); !slices.Contains(platforms, p) {
			return apierr.New("UnsupportedPlatformType", "Cannot perform operation for instance id %s of platform type %s", id, p)
		}
	}
	return nil
}
