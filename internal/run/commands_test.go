package run_test

import (
	"context"
	"errors"
	"testing"

	"patchline/internal/run"
	"patchline/internal/run/memstore"
)

// raceStore writes a key of its own just before its user first does.
type raceStore struct {
	run.Store
	key  string
	done bool
}

func (s *raceStore) Create(ctx context.Context, key string, body []byte) (string, error) {
	if key == s.key && !s.done {
		s.done = true
		if _, err := s.Store.Create(ctx, key, []byte(`{"schema": 1}`)); err != nil {
			return "", err
		}
	}
	return s.Store.Create(ctx, key, body)
}

func TestACommandIsWrittenBeforeItIsSentAndCompletedAfter(t *testing.T) {
	r := runOf(&memstore.Store{}, "night")
	command := run.Command{Document: run.DocInstall, Attempt: 1, Batch: 2, Instances: []string{"i-0000000a"}, IntendedAt: night}
	if err := r.Intend(t.Context(), &command); err != nil {
		t.Fatal(err)
	}
	pending, err := r.Commands(t.Context(), run.DocInstall, 1)
	if err != nil || len(pending) != 1 || pending[0].CommandID != "" {
		t.Fatalf("after the intent: %+v, %v", pending, err)
	}
	// A replay completes what it read, not what it wrote.
	pending[0].CommandID, pending[0].SentAt = "c-1", night
	if err := r.Complete(t.Context(), &pending[0]); err != nil {
		t.Fatal(err)
	}
	command.CommandID = "c-2"
	if err := r.Complete(t.Context(), &command); !errors.Is(err, run.ErrChanged) {
		t.Errorf("another process' completion over it: %v", err)
	}
	sent, err := r.Commands(t.Context(), run.DocInstall, 1)
	if err != nil || len(sent) != 1 || sent[0].CommandID != "c-1" {
		t.Errorf("after it: %+v, %v", sent, err)
	}
	if other, _ := r.Commands(t.Context(), run.DocInstall, 2); len(other) != 0 {
		t.Errorf("another attempt has %+v", other)
	}
}

func TestADocumentIsPinnedAtItsFirstSend(t *testing.T) {
	r := runOf(&memstore.Store{}, "night")
	if _, err := r.Pinned(t.Context(), run.DocInstall); !errors.Is(err, run.ErrNotFound) {
		t.Errorf("before: %v", err)
	}
	for _, hash := range []string{"aa", "bb"} {
		pin, err := r.PinDocument(t.Context(), run.Pin{Document: run.DocInstall, Hash: hash})
		if err != nil || pin.Hash != "aa" {
			t.Errorf("pinned to %s, %v; want the first, aa", pin.Hash, err)
		}
	}
}

func TestIntentsComeBackInOrderWithTheNextNumber(t *testing.T) {
	r := runOf(&memstore.Store{}, "night")
	id := run.StageID{Stage: run.StageRestore}
	if intents, next, err := r.Intents(t.Context(), id); err != nil || len(intents) != 0 || next != 1 {
		t.Errorf("before: %v, %d, %v", intents, next, err)
	}
	for n := 1; n <= 11; n++ {
		if err := r.WriteIntent(t.Context(), id, n, run.Intent{At: night, Before: map[string]string{"n": string(rune('a' + n))}}); err != nil {
			t.Fatal(err)
		}
	}
	intents, next, err := r.Intents(t.Context(), id)
	if err != nil || len(intents) != 11 || next != 12 || intents[10].Before["n"] != "l" {
		t.Errorf("got %d intents, next %d, %v", len(intents), next, err)
	}
	if err := r.WriteIntent(t.Context(), id, 11, run.Intent{At: night}); !errors.Is(err, run.ErrExists) {
		t.Errorf("a number that is taken: %v", err)
	}
}

func TestWhatWasSentToAnInstanceIsKnown(t *testing.T) {
	r := runOf(&memstore.Store{}, "night")
	for _, c := range []run.Command{
		{Document: run.DocInstall, Attempt: 1, Batch: 1, Instances: []string{"i-0000000a", "i-0000000b"}},
		{Document: run.DocInstall, Attempt: 1, Batch: 2, Instances: []string{"i-0000000c"}, Dropped: "InvalidInstanceId"},
		{Document: "AWSEC2-CreateVssSnapshot", Attempt: 1, Batch: 1, Instances: []string{"i-0000000d"}},
	} {
		if err := r.Intend(t.Context(), &c); err != nil {
			t.Fatal(err)
		}
	}
	sent, err := r.Sent(t.Context(), "AWSEC2-CreateVssSnapshot")
	if err != nil || len(sent) != 2 || sent["i-0000000a"] != run.DocInstall || sent["i-0000000b"] != run.DocInstall {
		t.Errorf("sent is %v, %v", sent, err)
	}
}
