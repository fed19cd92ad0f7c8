package agent

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"patchline/internal/cli/option"
	"patchline/internal/run"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// work is one document of the patch day on one instance. It is put together
// anew for each phase: what must last is in Memory.
type work struct {
	w      *world.World
	i      *world.Instance
	m      *windows.Machine
	job    *Job
	memory *Memory
	s3     Store

	document string
	csv      run.CSVKind
	bucket   string
	keys     run.Keys
	attempt  int
	identity string
}

// open reads the parameters that say where the marker goes. Without them there
// is none to write.
func (a *Go) open(w *world.World, i *world.Instance, job *Job, name string, csv run.CSVKind) (*work, error) {
	store, err := option.ParseStore(job.parameter(run.ParamStore))
	if err != nil {
		return nil, fmt.Errorf("parameter %s: %w", run.ParamStore, err)
	}
	if _, err := option.ParseRegion(job.parameter(run.ParamStoreRegion)); err != nil {
		return nil, fmt.Errorf("parameter %s: %w", run.ParamStoreRegion, err)
	}
	id := job.parameter(run.ParamRun)
	if !run.ValidID(id) {
		return nil, fmt.Errorf("parameter %s: %q is not a run's id", run.ParamRun, id)
	}
	attempt, err := strconv.Atoi(job.parameter(run.ParamAttempt))
	if err != nil || attempt < 1 {
		return nil, fmt.Errorf("parameter %s: %q is not 1 or more", run.ParamAttempt, job.parameter(run.ParamAttempt))
	}
	x := &work{
		w: w, i: i, m: i.Windows, job: job, memory: job.Memory, s3: a.store,
		document: name,
		csv:      csv,
		bucket:   store.Bucket,
		keys:     run.Keys{Prefix: store.Prefix, Run: id},
		attempt:  attempt,
		identity: IdentityOf(i),
	}
	if job.Cursor > 0 && job.Memory == nil {
		return nil, errors.New("fleet-sim: the step has lost its memory")
	}
	return x, nil
}

// label finds the instance's owner and application in the command's parameter.
// Rows without them would mislead the report, so that their lack is a failure.
func (x *work) label() error {
	all, err := run.DecodeInstances(x.job.parameter(run.ParamInstances))
	if err != nil {
		return err
	}
	labels, found := all[x.i.ID]
	if !found {
		return fmt.Errorf("parameter %s has no entry for %s", run.ParamInstances, x.i.ID)
	}
	x.memory.Labels = labels
	return nil
}

// deadlineReserve is what a document keeps of its step's time-out for its CSV
// and its marker.
const deadlineReserve = 5 * time.Minute

// deadline is when a document stops beginning anything, so that it still tells
// what it has done.
func (x *work) deadline() time.Time {
	return x.job.Started.Add(max(x.job.timeout()-deadlineReserve, 0))
}

// row lays out a row of the document's CSV that begins with who and where.
func (x *work) row(cells map[string]string) []string {
	cells[run.ColOwner] = x.memory.Labels.Owner
	cells[run.ColApplication] = x.memory.Labels.Application
	cells[run.ColDomain] = x.m.Domain
	cells[run.ColInstance] = x.i.ID
	cells[run.ColRun] = x.keys.Run
	return x.csv.Row(cells)
}

// add puts a row of the document's CSV at its end.
func (x *work) add(cells map[string]string) {
	x.memory.Rows = append(x.memory.Rows, x.row(cells))
}

// moment is a moment as CSVs have it.
func moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}
