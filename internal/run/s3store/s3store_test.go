package s3store_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"patchline/internal/run"
	"patchline/internal/run/s3store"
	"patchline/internal/run/storetest"
	"patchline/internal/sim"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/simtest"
)

const bucket = "patchline-rehearsal"

func client(h http.Handler) *s3.Client {
	return s3.NewFromConfig(simtest.Config(h, sim.Account, "eu-central-1"), func(o *s3.Options) { o.UsePathStyle = true })
}

func standIn(t *testing.T) *sim.Sim {
	t.Helper()
	s, err := sim.New(t.Context(), sim.Options{Fleet: fleet.Default(), Unlimited: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestS3KeepsTheContract(t *testing.T) {
	storetest.Contract(t, func(t *testing.T) run.Store {
		return s3store.Store{Client: client(standIn(t)), Bucket: bucket}
	})
}

func TestS3KeepsTheContractOfFiles(t *testing.T) {
	storetest.FilesContract(t, func(t *testing.T) run.Files {
		return s3store.Store{Client: client(standIn(t)), Bucket: bucket}
	})
}

func TestAMissingBucketIsNotAMissingObject(t *testing.T) {
	store := s3store.Store{Client: client(standIn(t)), Bucket: "no-such-bucket"}
	_, getErr := store.Get(t.Context(), "a")
	_, putErr := store.Create(t.Context(), "a", nil)
	_, replaceErr := store.Replace(t.Context(), "a", nil, `"0"`)
	var listErr error
	for _, err := range store.List(t.Context(), "a", "") {
		listErr = err
	}
	for doing, err := range map[string]error{"reading": getErr, "creating": putErr, "replacing": replaceErr, "listing": listErr} {
		if err == nil || errors.Is(err, run.ErrNotFound) || errors.Is(err, run.ErrChanged) || !strings.Contains(err.Error(), "NoSuchBucket") {
			t.Errorf("%s: %v, want NoSuchBucket", doing, err)
		}
		if err != nil && !strings.Contains(err.Error(), "s3://no-such-bucket/a") {
			t.Errorf("%s: the error does not name the object: %v", doing, err)
		}
	}
}

// busy answers the first writes with 409, as S3 does while another write of
// the key is under way.
type busy struct {
	next  http.Handler
	times int
	seen  int
}

func (b *busy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPut && b.seen < b.times {
		b.seen++
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(http.StatusConflict)
		fmt.Fprint(w, "<Error><Code>ConditionalRequestConflict</Code><Message>another write is under way</Message></Error>")
		return
	}
	b.next.ServeHTTP(w, r)
}

func TestAWriteThatMeetsAnotherIsTriedAgain(t *testing.T) {
	b := &busy{next: standIn(t), times: 3}
	store := s3store.Store{Client: client(b), Bucket: bucket}
	if _, err := store.Create(t.Context(), "a", []byte("1")); err != nil || b.seen != 3 {
		t.Errorf("after %d conflicts: %v", b.seen, err)
	}
	b.times = 1000
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := store.Create(ctx, "b", []byte("1")); err == nil || ctx.Err() != nil {
		t.Errorf("conflicts without end: %v", err)
	}
}

// unseeing denies a caller every look at an object.
type unseeing struct{ next http.Handler }

func (u unseeing) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	u.next.ServeHTTP(w, r)
}

func TestAFileThatMayNotBeLookedAtIsWrittenWhereThereIsNone(t *testing.T) {
	store := s3store.Store{Client: client(unseeing{standIn(t)}), Bucket: bucket}
	if err := store.Put(t.Context(), "a.csv", strings.NewReader("1")); err != nil {
		t.Fatal(err)
	}
	err := store.Put(t.Context(), "a.csv", strings.NewReader("2"))
	if err == nil || !strings.Contains(err.Error(), "looking at s3://"+bucket+"/a.csv") {
		t.Errorf("over one that is there: %v", err)
	}
}
