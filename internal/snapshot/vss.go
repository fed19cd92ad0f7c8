package snapshot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"patchline/internal/awsx"
	"patchline/internal/command"
	"patchline/internal/run"
)

// The SSM documents of AWS that take VSS snapshots ("Use Systems Manager
// command documents to create VSS based snapshots", EC2 User Guide).
const (
	// VSSInstall installs or updates AwsVssComponents first, where need be.
	VSSInstall = "AWSEC2-VssInstallAndSnapshot"
	// VSSCreate takes the components that are there.
	VSSCreate = "AWSEC2-CreateVssSnapshot"
)

// tagConsistent is the tag by which those documents say that a snapshot was
// created successfully. The command may succeed where one volume's was not.
const tagConsistent = "AppConsistent"

// oldWindows are the versions of Windows that VSSInstall does not support, by
// the beginning of the system's version, and the version of VSSCreate that does
// ("AWS VSS solution version history", EC2 User Guide).
var oldWindows = map[string]string{"6.1.": "2008R2", "6.2.": "2012R2", "6.3.": "2012R2"}

// delivery is how long a command waits for an agent. The instance was running
// and the night has just begun: one that does not answer now won't.
const delivery = 10 * time.Minute

// vssPart is a machine's part in --vss: one command of its own, since the tags
// of the snapshots are a parameter of the command.
type vssPart struct {
	document string
	version  string // its name; "": the default one
	attempt  int
	// command is the one at hand; nil before it was written down.
	command *run.Command
	// ended is when it was seen to have ended; zero before.
	ended time.Time
	// end is what Systems Manager says of it, where that had to be asked.
	end *command.Invocation
}

// sent tells whether the command is out.
func (v *vssPart) sent() bool { return v.command != nil && v.command.CommandID != "" }

// setName is the TagSet of a command's snapshots.
func setName(attempt, batch int) string { return fmt.Sprintf("vss-%d-%d", attempt, batch) }

// vssPart is an instance's part, as earlier processes have left it: one whose
// command has failed it, as the stage has recorded, is sent another.
func (n *night) vssPart(i run.Instance) *vssPart {
	v := &vssPart{document: cmp.Or(n.o.VSSDocument, VSSInstall), attempt: 1}
	for system, version := range oldWindows {
		if strings.HasPrefix(i.Agent.OSVersion, system) {
			v.document, v.version = VSSCreate, version
		}
	}
	for _, c := range n.commands {
		if c.Instances[0] == i.ID && c.Dropped == "" && c.Attempt >= v.attempt {
			v.attempt, v.document, v.command = c.Attempt, c.Document, &c
		}
	}
	had := n.had[i.ID]
	if v.sent() && had.Status == run.Failed && had.Proof[proofCommand] == v.command.CommandID {
		v.attempt, v.command = v.attempt+1, nil
	}
	return v
}

// vss sends the commands of one target.
type vss struct {
	client command.Client
	run    run.Run
	target run.Target
	log    *slog.Logger
	// nextBatch numbers the commands of all targets.
	nextBatch func() int
	// versions are the numbers of documents' versions, by their names.
	versions map[string]string
}

func (n *night) vss(client command.Client, target run.Target) *vss {
	return &vss{
		client: client, run: n.w.Run, target: target, log: n.w.Log, versions: map[string]string{},
		nextBatch: func() int {
			n.mu.Lock()
			defer n.mu.Unlock()
			n.nextBatch++
			return n.nextBatch
		},
	}
}

// allCommands reads every command that --vss has sent in this run.
func allCommands(ctx context.Context, r run.Run) ([]run.Command, error) {
	var all []run.Command
	for _, document := range []string{VSSCreate, VSSInstall} {
		last, err := r.LastAttempt(ctx, document)
		if err != nil {
			return nil, err
		}
		for attempt := 1; attempt <= last; attempt++ {
			commands, err := r.Commands(ctx, document, attempt)
			if err != nil {
				return nil, err
			}
			for _, c := range commands {
				if len(c.Instances) == 1 {
					all = append(all, c)
				}
			}
		}
	}
	return all, nil
}

// send sends one command to each machine, or finds the one that was sent.
func (v *vss) send(ctx context.Context, machines []*machine) error {
	for _, m := range machines {
		version, err := v.version(ctx, m.vss)
		if awsx.Is(err, "InvalidDocument", "InvalidDocumentVersion") {
			m.refusal = fmt.Errorf("the document %s has no version %s here: %w", m.vss.document, m.vss.version, err)
			continue
		}
		if err != nil {
			return err
		}
		if err := v.one(ctx, m, version); err != nil {
			return err
		}
	}
	return v.note(ctx, machines)
}

func (v *vss) one(ctx context.Context, m *machine, version string) error {
	var have []run.Command
	batch := 0
	if m.vss.command != nil {
		have, batch = []run.Command{*m.vss.command}, m.vss.command.Batch
	}
	sender := command.Sender{
		Client: v.client, Run: v.run, Target: v.target, Document: m.vss.document, Version: version,
		Attempt: m.vss.attempt, Delivery: delivery,
		NextBatch: func() int {
			batch = v.nextBatch()
			return batch
		},
		Parameters: func([]string) (map[string][]string, error) {
			return vssParameters(v.run.Keys.Run, m.instance, setName(m.vss.attempt, batch)), nil
		},
	}
	results, err := sender.Send(ctx, have, []string{m.instance.ID})
	if err != nil {
		return err
	}
	m.refusal = results[m.instance.ID]
	return nil
}

// note reads the ids of the commands that were just sent.
func (v *vss) note(ctx context.Context, machines []*machine) error {
	commands, err := allCommands(ctx, v.run)
	if err != nil {
		return err
	}
	sent := map[string]run.Command{}
	for _, c := range commands {
		if c.CommandID != "" && c.Attempt >= sent[c.Instances[0]].Attempt {
			sent[c.Instances[0]] = c
		}
	}
	for _, m := range machines {
		c, found := sent[m.instance.ID]
		switch {
		case m.refusal != nil:
		case !found: // it must not be sent once more
			return fmt.Errorf("the command that was sent to %s is not on the store", m.instance.ID)
		default:
			m.vss.command = &c
		}
	}
	return nil
}

// version gives the number of a document's version that has a name; "" for the
// default one. SendCommand takes no names.
func (v *vss) version(ctx context.Context, part *vssPart) (string, error) {
	if part.version == "" {
		return "", nil
	}
	if number, known := v.versions[part.version]; known {
		return number, nil
	}
	out, err := v.client.DescribeDocument(ctx, &ssm.DescribeDocumentInput{Name: &part.document, VersionName: &part.version})
	if err != nil {
		return "", fmt.Errorf("looking up version %s of %s: %w", part.version, part.document, err)
	}
	number := aws.ToString(out.Document.DocumentVersion)
	if number == "" {
		return "", errors.New("Systems Manager gives no number of version " + part.version + " of " + part.document)
	}
	v.versions[part.version] = number
	return number, nil
}
