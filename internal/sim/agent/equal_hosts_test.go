package agent_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"patchline/internal/run"
	"patchline/internal/sim/agent"
	"patchline/internal/sim/agent/powershell"
	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
	"patchline/internal/testenv"
)

// hosts run the jobs of many situations at once on one Runner. Each situation has
// a bucket of its own, and each job a command of its own.
type hosts struct {
	*powershell.Runner
	mu      sync.Mutex
	ends    map[string]chan agent.Progress // by command
	buckets map[string]*agent.Bucket
}

func startHosts(t testing.TB) *hosts {
	t.Helper()
	h := &hosts{ends: map[string]chan agent.Progress{}, buckets: map[string]*agent.Bucket{}}
	runner, err := powershell.New(t.Context(), powershell.Options{Path: testenv.NeedPowerShell(t), Store: h, Report: h.report})
	if err != nil {
		t.Fatal(err)
	}
	h.Runner = runner
	t.Cleanup(func() {
		if err := runner.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// run does a job to its end.
func (h *hosts) run(w *world.World, i *world.Instance, job *agent.Job, bucket *agent.Bucket) agent.Progress {
	end := make(chan agent.Progress, 1)
	h.mu.Lock()
	job.CommandID = fmt.Sprintf("%08d-2222-3333-4444-555555555555", len(h.ends))
	h.ends[job.CommandID] = end
	name, _, _ := strings.Cut(strings.TrimPrefix(job.Parameters[run.ParamStore][0], "s3://"), "/")
	h.buckets[name] = bucket
	h.mu.Unlock()
	var p agent.Progress
	w.Do(func() { p = h.Step(w, i, job) })
	if !p.Outside {
		return p
	}
	return <-end
}

func (h *hosts) report(job agent.Job, p agent.Progress) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ends[job.CommandID] <- p
}

func (h *hosts) bucket(name string) (*agent.Bucket, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if b, found := h.buckets[name]; found {
		return b, nil
	}
	return nil, apierr.New("NoSuchBucket", "the test has no bucket %s", name)
}

// Put is the Runner's store, as are the next two.
func (h *hosts) Put(bucket, key string, body []byte) error {
	b, err := h.bucket(bucket)
	if err != nil {
		return err
	}
	return b.Put(bucket, key, body)
}

func (h *hosts) Get(bucket, key string) ([]byte, error) {
	b, err := h.bucket(bucket)
	if err != nil {
		return nil, err
	}
	return b.Get(bucket, key)
}

func (h *hosts) Keys(bucket, prefix string) ([]string, error) {
	b, err := h.bucket(bucket)
	if err != nil {
		return nil, err
	}
	return b.Keys(bucket, prefix)
}
