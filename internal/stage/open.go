package stage

import (
	"context"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/internal/run/s3store"
)

// Work is a stage at work on its run.
type Work struct {
	Options
	ID       run.StageID
	Run      run.Run
	Manifest run.Manifest
	History  run.History
	Began    time.Time
	// StoreRegion is that of the store's bucket: S3 takes a call in no other.
	StoreRegion string

	// snapshots are the last results of snapshot, once Gate has been asked.
	snapshots map[string]run.InstanceResult
	// apart are the stages whose failures don't count for this one.
	apart []run.StageID

	mu      sync.Mutex
	configs map[run.Target]aws.Config
}

// Open connects to the store of a run; it reads nothing yet.
func Open(ctx context.Context, o Options, id run.StageID) (*Work, error) {
	if o.Connect == nil {
		o.Connect = awsx.Options{Profile: o.Profile, SessionName: sessionName(o.Run), Version: cli.Version}.Connector()
	}
	w := &Work{Options: o, ID: id, Began: time.Now().UTC(), configs: map[run.Target]aws.Config{}}
	cfg, err := w.Config(ctx, run.Target{Region: o.Region})
	if err != nil {
		return nil, err
	}
	w.StoreRegion = cfg.Region
	w.Run = run.Run{
		Store: s3store.Store{Client: awsx.NewS3(cfg), Bucket: o.Store.Bucket},
		Keys:  run.Keys{Prefix: o.Store.Prefix, Run: o.Run},
	}
	return w, nil
}

// Next is the work of a further stage of the same process: what was read of the
// run is not read again, and what was recorded since is known.
func (w *Work) Next(id run.StageID) *Work {
	return &Work{
		Options: w.Options, ID: id, Run: w.Run, Manifest: w.Manifest, History: w.History,
		StoreRegion: w.StoreRegion, Began: time.Now().UTC(), configs: map[run.Target]aws.Config{},
	}
}

// sessionName shows in CloudTrail which run a role was assumed for. STS takes
// 64 characters.
func sessionName(run string) string {
	const longest = 64
	name := "patchline-" + run
	return name[:min(len(name), longest)]
}

// Load is Read for a stage that works on the run's instances: it makes sure
// that the run holds them.
func (w *Work) Load(ctx context.Context) error {
	if err := w.Read(ctx); err != nil {
		return err
	}
	return w.Hold(ctx, w.Manifest.Instances)
}

// Read reads the manifest and what the stages have come to so far.
func (w *Work) Read(ctx context.Context) error {
	var err error
	if w.Manifest, err = w.Run.Manifest(ctx); err != nil {
		return w.Explain(err)
	}
	w.History, err = w.Run.HistoryOf(ctx, w.keep)
	return w.Explain(err)
}

// keep drops the proofs of other documents, which no stage looks at: of 10,000
// instances they would be most of what it holds in memory.
func (w *Work) keep(result *run.StageResult) {
	own := w.ID.Document
	if w.ID.Stage == run.StageConfirm {
		own = run.DocConfirm
	}
	if result.Document == "" || result.Document == own {
		return
	}
	for n := range result.Instances {
		result.Instances[n].Proof = nil
	}
}

// Hold claims the run's instances, or refuses where another run has them: one
// that has ended has let them go. A dry run only looks.
func (w *Work) Hold(ctx context.Context, instances []run.Instance) error {
	if w.DryRun {
		return w.Explain(w.Run.CheckClaim(ctx, IDs(instances)))
	}
	return w.Explain(w.Run.Claim(ctx, IDs(instances), w.Began))
}
