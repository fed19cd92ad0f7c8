// Package storetest is the contract of a run's store: every store passes it,
// so that what is tested on memory holds on S3.
package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"patchline/internal/run"
)

// Contract tests the store that open gives, which must be empty below "c/".
func Contract(t *testing.T, open func(t *testing.T) run.Store) {
	t.Run("an object that is not there is ErrNotFound", func(t *testing.T) {
		if _, err := open(t).Get(t.Context(), "c/none"); !errors.Is(err, run.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("what was created is read back and not created again", func(t *testing.T) { createOnce(t, open(t)) })
	t.Run("replacing needs the present ETag", func(t *testing.T) { replace(t, open(t)) })
	t.Run("of many that create one key at once, one does", func(t *testing.T) { createRace(t, open(t)) })
	t.Run("no increment by compare-and-swap is lost", func(t *testing.T) { countRace(t, open(t)) })
	t.Run("keys are listed in order, whole pages and more", func(t *testing.T) { list(t, open(t)) })
}

func createOnce(t *testing.T, s run.Store) {
	etag, err := s.Create(t.Context(), "c/a", []byte("one"))
	if err != nil {
		t.Fatal(err)
	}
	object, err := s.Get(t.Context(), "c/a")
	if err != nil || string(object.Body) != "one" || object.ETag != etag {
		t.Errorf("read back %q with ETag %s, %v; created with %s", object.Body, object.ETag, err, etag)
	}
	if _, err := s.Create(t.Context(), "c/a", []byte("two")); !errors.Is(err, run.ErrExists) {
		t.Errorf("a second create gave %v", err)
	}
	if again, err := s.Create(t.Context(), "c/a", []byte("one")); err != nil || again != etag {
		t.Errorf("creating the same bytes again gave %s, %v: it must be taken for one's own write", again, err)
	}
}

func replace(t *testing.T, s run.Store) {
	first, err := s.Create(t.Context(), "c/r", []byte("1"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.Replace(t.Context(), "c/r", []byte("2"), first)
	if err != nil || second == first {
		t.Fatalf("replace gave %s, %v", second, err)
	}
	if _, err := s.Replace(t.Context(), "c/r", []byte("3"), first); !errors.Is(err, run.ErrChanged) {
		t.Errorf("replacing by an old ETag gave %v", err)
	}
	if again, err := s.Replace(t.Context(), "c/r", []byte("2"), first); err != nil || again != second {
		t.Errorf("replacing by the same bytes again gave %s, %v", again, err)
	}
	if _, err := s.Replace(t.Context(), "c/none", []byte("1"), first); !errors.Is(err, run.ErrChanged) {
		t.Errorf("replacing what is not there gave %v", err)
	}
	if object, _ := s.Get(t.Context(), "c/r"); string(object.Body) != "2" {
		t.Errorf("it holds %q", object.Body)
	}
}

const racers = 16

func createRace(t *testing.T, s run.Store) {
	var won atomic.Int32
	var all sync.WaitGroup
	for i := range racers {
		all.Go(func() {
			_, err := s.Create(t.Context(), "c/race", fmt.Append(nil, "by ", i))
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, run.ErrExists):
				t.Errorf("racer %d: %v", i, err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Errorf("%d of %d created it", won.Load(), racers)
	}
}

func countRace(t *testing.T, s run.Store) {
	if _, err := s.Create(t.Context(), "c/count", []byte("0")); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range racers {
		all.Go(func() {
			for {
				object, err := s.Get(t.Context(), "c/count")
				if err != nil {
					t.Error(err)
					return
				}
				// Each writes another text, so that none is taken for another's.
				next := fmt.Appendf(nil, "%s,%d", object.Body, i)
				_, err = s.Replace(t.Context(), "c/count", next, object.ETag)
				if err == nil {
					return
				}
				if !errors.Is(err, run.ErrChanged) {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	object, err := s.Get(t.Context(), "c/count")
	if parts := strings.Split(string(object.Body), ","); err != nil || len(parts) != 1+racers {
		t.Errorf("%q holds %d of %d increments, %v", object.Body, len(parts)-1, racers, err)
	}
}

func list(t *testing.T, s run.Store) {
	const page = 1000 // S3's
	var want []string
	for i := range page + 1 {
		key := fmt.Sprintf("c/list/%04d é+%%/x:y.json", i)
		want = append(want, key)
		if _, err := s.Create(t.Context(), key, []byte("{}")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Create(t.Context(), "c/lisu", nil); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		prefix, after string
		want          []string
	}{
		"all of a prefix, a page and one more": {"c/list/", "", want},
		"a whole page after a key":             {"c/list/", want[0], want[1:]},
		"nothing after the last":               {"c/list/", want[page], nil},
		"nothing under another prefix":         {"c/none/", "", nil},
		"a prefix of exactly a page's keys":    {"c/list/0", "", want[:page]},
	} {
		var got []string
		for key, err := range s.List(t.Context(), test.prefix, test.after) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got = append(got, key)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %d keys, want %d", name, len(got), len(test.want))
		}
	}
}
