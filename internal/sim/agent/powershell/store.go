package powershell

import (
	"cmp"
	"context"
	"strconv"

	"patchline/internal/cli/option"
	"patchline/internal/run"
	"patchline/internal/sim/apierr"
	"patchline/internal/sim/faults"
)

// Store is S3 as the instances reach it. A refusal is an *apierr.Error of S3's
// code, somewhere in what the error wraps. It must be safe for concurrent use.
type Store interface {
	Put(bucket, key string, body []byte) error
	Get(bucket, key string) ([]byte, error)
	// Keys lists the keys under a prefix, in S3's order.
	Keys(bucket, prefix string) ([]string, error)
}

func putObject(_ context.Context, s *simulator, r request) (any, error) {
	if err := s.inItsRegion(r); err != nil {
		return nil, err
	}
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

func getObject(_ context.Context, s *simulator, r request) (any, error) {
	if err := s.inItsRegion(r); err != nil {
		return nil, err
	}
	body, err := s.store.Get(r.Bucket, r.Key)
	if err != nil {
		return nil, err
	}
	return body, nil
}

func listKeys(_ context.Context, s *simulator, r request) (any, error) {
	if err := s.inItsRegion(r); err != nil {
		return nil, err
	}
	keys, err := s.store.Keys(r.Bucket, r.Prefix)
	if err != nil {
		return nil, err
	}
	return list(keys), nil
}

// inItsRegion refuses a call to the store's bucket in a Region that is not the
// bucket's, as S3 does. The simulated S3 knows no Regions of buckets: it is taken to
// be in the one that the command says. A call without a Region goes to the
// instance's own.
func (s *simulator) inItsRegion(r request) error {
	wanted := s.parameter(run.ParamStoreRegion)
	if _, of := s.storeIn(r.Bucket); !of || wanted == "" || cmp.Or(r.Region, s.job.Place.Region) == wanted {
		return nil
	}
	return apierr.New("PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.")
}

// isMarker tells whether a key is that of the job's marker, as its parameters
// have it.
func (s *simulator) isMarker(bucket, key string) bool {
	store, of := s.storeIn(bucket)
	if !of {
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

// storeIn is the store that the job's parameters name, if it is in a bucket.
func (s *simulator) storeIn(bucket string) (option.Store, bool) {
	store, err := option.ParseStore(s.parameter(run.ParamStore))
	return store, err == nil && store.Bucket == bucket
}

// parameter is a run-time parameter's first value.
func (s *simulator) parameter(name string) string {
	if values := s.job.Parameters[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}
