// Package rundoc sends one document to the instances of a run that go on.
package rundoc

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// Options are what run-doc is told.
type Options struct {
	stage.Options
	// Document is the SSM document's name.
	Document string
	// Parameters are the document's own, beside those that every document of
	// a patch day takes.
	Parameters []Parameter
	// Delivery is how long a command waits for an agent that does not answer.
	Delivery time.Duration
	// Retry sends once more to the instances on which the document has failed.
	Retry bool
	// Skip says why an instance is not sent to, "" if it is; nil: to all.
	Skip func(run.Instance) string
}

// Parameter is one value of a document's parameter.
type Parameter struct{ Name, Value string }

const (
	// defaultTimeout is for 200 commands at SSM's rate, many times over.
	defaultTimeout = 30 * time.Minute
	// defaultDelivery is how long an agent may be away before its command is
	// given up: a reboot of Windows with updates takes less.
	defaultDelivery = 30 * time.Minute
	// The range of SendCommand's TimeoutSeconds that serves a patch day.
	shortestDelivery = 30 * time.Second
	longestDelivery  = 48 * time.Hour
)

// NewCommand is the command line of run-doc.
func NewCommand() *cli.Command {
	o := Options{Delivery: defaultDelivery}
	o.Timeout = defaultTimeout
	return &cli.Command{
		Name:  "run-doc",
		Usage: "send one document to every instance of a run that goes on",
		Description: "Sends the SSM document, 50 instances a command, to each instance of the run that has failed no earlier stage and has its snapshots; wait-marker then waits for what it does. " +
			"The document's version and SHA-256 are fixed for the run at its first send.\n\n" +
			"Each command is written down before it is sent. Started again, run-doc looks for what was sent and sends only what was not.\n\n" +
			"It sends nothing of a document that is not begun where more instances have failed before it than --max-failed allows.",
		Examples: []cli.Example{
			{Remark: "install the updates", Line: "run-doc --run 2026-11-prod --store s3://acme-patchline/prod --document " + run.DocInstall},
			{Remark: "once more where it has failed", Line: "run-doc --run 2026-11-prod --store s3://acme-patchline/prod --document " + run.DocInstall + " --retry"},
		},
		Flags: append(o.Flags(),
			cli.Value(&o.Document, "document", "NAME", "the SSM document", ParseDocument).Require(),
			cli.Values(&o.Parameters, "parameter", "NAME=VALUE", "a parameter of the document's own; several of one name make a list", parseParameter),
			cli.Value(&o.Delivery, "delivery-timeout", "DURATION", "how long a command waits for an agent that does not answer", option.ParseDuration(shortestDelivery, longestDelivery)),
			cli.Switch(&o.Retry, "retry", "send again to the instances on which the document has failed"),
		),
		Run: func(ctx context.Context, streams cli.Streams) (cli.Outcome, error) {
			o.Use(streams)
			return Run(ctx, o)
		},
	}
}

// documentPattern is the form of an SSM document's name (CreateDocument).
var documentPattern = regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,128}$`)

// ParseDocument reads the name of an SSM document.
func ParseDocument(text string) (string, error) {
	if !documentPattern.MatchString(text) {
		return "", &option.InvalidError{What: fmt.Sprintf("%q is not a document's name", text), Do: "give 3 to 128 of a-z, A-Z, 0-9, _ . and -"}
	}
	return text, nil
}

func parseParameter(text string) (Parameter, error) {
	name, value, found := strings.Cut(text, "=")
	if !found || name == "" {
		return Parameter{}, &option.InvalidError{What: fmt.Sprintf("%q is not a parameter", text), Do: "give NAME=VALUE, such as " + run.ParamMode + "=Scan"}
	}
	if own[name] {
		return Parameter{}, &option.InvalidError{What: fmt.Sprintf("parameter %s is the run's own", name), Do: "leave it out: run-doc gives it"}
	}
	return Parameter{name, value}, nil
}

// own are the parameters that run-doc itself gives.
var own = map[string]bool{run.ParamStore: true, run.ParamStoreRegion: true, run.ParamRun: true, run.ParamAttempt: true, run.ParamInstances: true}
