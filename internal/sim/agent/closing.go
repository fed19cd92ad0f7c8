package agent

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/faults"
)

// uploadTries is how often a document tries an upload that S3 refuses, with
// uploadBackOff before the second try and twice as long before each further
// one: a role that was just attached needs some seconds.
const (
	uploadTries   = 4
	uploadBackOff = 5 * time.Second
)

// closing is how every document ends, also when it fails: first the CSV, then
// the marker.
func (x *work) closing() []phase {
	mark := phase{takes: uploadWait, do: (*work).mark}
	if x.csv == "" {
		return []phase{mark}
	}
	return []phase{{takes: uploadWait, do: (*work).upload}, mark}
}

func uploadWait(x *work) time.Duration {
	if x.memory.Tries == 0 {
		return draw(x.w, x.i, x.job, fmt.Sprint("upload ", x.memory.Phase), uploadTakes)
	}
	return backOff(x)
}

// backOff is the wait before a further try, and none before the first.
func backOff(x *work) time.Duration {
	if x.memory.Tries == 0 {
		return 0
	}
	return uploadBackOff << (x.memory.Tries - 1)
}

// upload writes the document's CSV. A document that failed before it had a row
// writes none: one without rows says that there was nothing to list.
func (x *work) upload() (bool, error) {
	rows := x.memory.Rows
	if x.memory.Error != "" && len(rows) == 0 {
		return false, nil
	}
	if x.csv == run.UpdateResults {
		earlier, err := x.read(x.csv)
		if err != nil && !isNotFound(err) {
			return x.retried(err)
		}
		rows = mergeResults(earlier, rows)
	}
	body, err := run.EncodeCSV(x.csv, rows)
	if err != nil {
		return false, err
	}
	return x.put(fmt.Sprintf("the CSV %s", x.csv), x.keys.CSV(x.csv, x.identity), body)
}

// put writes an object.
func (x *work) put(what, key string, body []byte) (bool, error) {
	if err := x.s3.Put(x.bucket, key, body); err != nil {
		return x.retried(&refusedError{what + " could not be written to the store", "PUT " + key, err})
	}
	return false, nil
}

// read gets a CSV of this run that an earlier document of the instance wrote.
func (x *work) read(kind run.CSVKind) ([][]string, error) {
	key := x.keys.CSV(kind, x.identity)
	body, err := x.s3.Get(x.bucket, key)
	if err != nil {
		return nil, &refusedError{fmt.Sprintf("the CSV %s could not be read from the store", kind), "GET " + key, err}
	}
	return run.DecodeCSV(kind, body)
}

// retried asks for another try where one may help, and else gives the error up.
// Each call has its own tries.
func (x *work) retried(err error) (bool, error) {
	refused, found := errors.AsType[*refusedError](err)
	if !found || isNotFound(err) {
		return false, err
	}
	if x.memory.Refused != refused.call {
		x.memory.Refused, x.memory.Tries = refused.call, 0
	}
	x.memory.Tries++
	return x.memory.Tries < uploadTries, err
}

// mark writes the marker.
func (x *work) mark() (bool, error) {
	if _, struck := x.w.Faults.Strikes(faults.MarkerNeverWritten, x.i.FaultTarget(x.job.Document), x.w.Now()); struck {
		return false, nil
	}
	body, err := json.Marshal(x.marker())
	if err != nil {
		return false, err
	}
	key := x.keys.Marker(x.document, x.attempt, x.identity, x.outcome())
	return x.put("the marker", key, body)
}

func (x *work) marker() run.Marker {
	return run.Marker{
		Schema:        run.Schema,
		Run:           x.keys.Run,
		Document:      x.document,
		Attempt:       x.attempt,
		Instance:      x.i.ID,
		Outcome:       x.outcome(),
		Error:         x.memory.Error,
		HResult:       x.memory.HResult,
		StartedAt:     x.job.Started.UTC(),
		FinishedAt:    x.w.Now().UTC(),
		Seconds:       x.w.Now().Sub(x.job.Started).Seconds(),
		AgentVersion:  x.i.Agent.Version,
		OSVersion:     x.m.Version,
		BootTime:      x.m.BootTime.UTC(),
		RebootPending: x.m.Pending.Any(),
		Counts:        x.memory.Counts,
		Compared:      x.memory.Compared,
	}
}

func (x *work) outcome() run.Outcome {
	if x.memory.Error != "" {
		return run.Failure
	}
	return run.Success
}

// end is the script's exit, after the marker.
func (x *work) end() Progress {
	var summary strings.Builder
	if len(x.memory.Compared) > 0 {
		summary.WriteString("compared " + strings.Join(x.memory.Compared, " with ") + windowsLineEnd)
	}
	fmt.Fprintf(&summary, "%s: %s", x.document, x.outcome())
	for _, name := range slices.Sorted(maps.Keys(x.memory.Counts)) {
		fmt.Fprintf(&summary, ", %s %d", name, x.memory.Counts[name])
	}
	p := Progress{Done: true, Stdout: summary.String() + windowsLineEnd}
	if x.memory.Error != "" {
		p.ExitCode = 1
		p.Stderr = x.document + ": " + x.memory.Error + windowsLineEnd
	}
	return p
}
