package report

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"runtime/debug"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/report/verdict"
	"patchline/internal/run"
	"patchline/internal/run/s3store"
	"patchline/internal/stage"
)

// Details are report's own part of the result.
type Details struct {
	// Instances are those of the run and those that were left out; Verdicts
	// counts them.
	Instances int                     `json:"instances"`
	Verdicts  map[verdict.Verdict]int `json:"verdicts"`
	// Attention is how many of them somebody has to look at.
	Attention int `json:"attention"`
	// Missing says what the run has not come to.
	Missing []string `json:"missing"`
	// Output is the folder, and Index its first page; "" without --output.
	Output string `json:"output,omitempty"`
	Index  string `json:"index,omitempty"`
	// Store is where the report is on S3; "" in a dry run.
	Store string `json:"store,omitempty"`
	// Files are those of the report, without the history's.
	Files []string `json:"files"`
}

// Run makes the report.
func Run(ctx context.Context, o Options) (cli.Outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	w, err := stage.Open(ctx, o.Options, run.StageID{})
	if err != nil {
		return cli.Outcome{}, err
	}
	cfg, err := w.Config(ctx, run.Target{Region: o.Region})
	if err != nil {
		return cli.Outcome{}, err
	}
	store := s3store.Store{Client: awsx.NewS3(manyConnections(cfg)), Bucket: o.Store.Bucket}
	outcome, err := Make(ctx, o, store)
	return outcome, w.Explain(err)
}

// garbage is how much of it there may be, in percent of what is in use: with
// Go's own 100, 10,000 instances would come near to 300 MiB.
const garbage = 40

// Make is Run on a store that was opened.
func Make(ctx context.Context, o Options, store run.Files) (outcome cli.Outcome, err error) {
	defer debug.SetGCPercent(debug.SetGCPercent(garbage))
	folder, remove, err := o.folder()
	if err != nil {
		return cli.Outcome{}, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	m := &maker{o: o, store: store, keys: run.Keys{Prefix: o.Store.Prefix, Run: o.Run}, out: folder}
	return m.make(ctx)
}

// manyConnections keeps as many connections to S3 as are used at once. The
// SDK's own client keeps 10 and would open the others again for every object.
func manyConnections(cfg aws.Config) aws.Config {
	if client, is := cfg.HTTPClient.(*awshttp.BuildableClient); is {
		cfg.HTTPClient = client.WithTransportOptions(func(t *http.Transport) { t.MaxIdleConnsPerHost = inFlight })
	}
	return cfg
}

// folder gives the folder that the report is written into, and what is done
// when it is over.
func (o Options) folder() (string, func() error, error) {
	if o.Output == "" {
		path, err := os.MkdirTemp("", "patchline-report-")
		if err != nil {
			return "", nil, fmt.Errorf("making room for the report: %w", err)
		}
		return path, func() error { return os.RemoveAll(path) }, nil
	}
	if err := os.MkdirAll(o.Output, 0o750); err != nil {
		return "", nil, fmt.Errorf("--output: %w", err)
	}
	return o.Output, func() error { return nil }, nil
}
