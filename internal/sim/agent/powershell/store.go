package powershell

import (
	"strconv"

	"patchline/internal/cli/option"
	"patchline/internal/run"
	"patchline/internal/sim/faults"
)

// Store is S3 as the instances reach it. A refusal is an *apierr.Error of S3's
// code, somewhere in what the error wraps. It must be safe for concurrent use.
type Store interface {
	Put(bucket, key string, body []byte) error
	Get(bucket, key string) ([]byte, error)
	// Keys lists the keys under a prefix, in S3's order.
	Keys(bucket, prefix string) []string
}

func putObject(s *simulator, r request) (any, error) {
	lost, err := s.with(func(m *machine) (any, error) {
		if !s.isMarker(r.Bucket, r.Key) {
			return false, nil
		}
		_, struck := s.world.Faults.Strikes(faults.MarkerNeverWritten, m.instance.FaultTarget(s.job.Document), s.world.Now())
		return struck, nil
	})
	if err != nil {
		return nil, err
	}
	if lost == true {
		return true, nil
	}
	return true, s.store.Put(r.Bucket, r.Key, r.Body)
}

func getObject(s *simulator, r request) (any, error) {
	body, err := s.store.Get(r.Bucket, r.Key)
	if err != nil {
		return nil, err
	}
	return body, nil
}

func listKeys(s *simulator, r request) (any, error) {
	return list(s.store.Keys(r.Bucket, r.Prefix)), nil
}

// isMarker tells whether a key is that of the job's marker, as its parameters
// have it.
func (s *simulator) isMarker(bucket, key string) bool {
	store, err := option.ParseStore(s.parameter(run.ParamStore))
	if err != nil || store.Bucket != bucket {
		return false
	}
	attempt, err := strconv.Atoi(s.parameter(run.ParamAttempt))
	if err != nil {
		return false
	}
	keys := run.Keys{Prefix: store.Prefix, Run: s.parameter(run.ParamRun)}
	_, _, ok := keys.ParseMarker(key, s.document, attempt)
	return ok
}

// parameter is a run-time parameter's first value.
func (s *simulator) parameter(name string) string {
	if values := s.job.Parameters[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}
