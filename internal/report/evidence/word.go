package evidence

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"patchline/internal/report/plain"
	"patchline/internal/run"
)

// Word is what is known of one document on one instance.
type Word struct {
	// Attempt is the last that went to the instance; 0: none did.
	Attempt int
	// Outcome is what the marker's key says; "" where there is no marker.
	Outcome run.Outcome
	// Marker is the body, if it does not contradict its key; else Wrong says
	// how it does.
	Marker run.Marker
	Wrong  string
	// Status is what Systems Manager said of the command, where wait-marker
	// has asked; Failed is that the stage holds it for failed.
	Status string
	Failed bool

	key string // of the marker
}

const (
	// maxMarker bounds what is read of one marker, in bytes: it has some
	// hundred, and an error's text.
	maxMarker = 64 << 10
	// parallel is how many markers are read at once: enough to make S3's
	// latency small beside 10,000 of them.
	parallel = 32
)

// hear reads the commands and the markers of a document.
func (e *Evidence) hear(ctx context.Context, r run.Run, store run.Files, document string, of func(*Instance) *Word) error {
	words := make(map[string]*Word, len(e.Instances))
	for _, i := range e.Instances {
		words[i.Base.ID] = of(i)
	}
	last, err := r.LastAttempt(ctx, document)
	if err != nil {
		return err
	}
	for attempt := 1; attempt <= last; attempt++ {
		commands, err := r.Commands(ctx, document, attempt)
		if err != nil {
			return err
		}
		for _, c := range commands {
			for _, id := range c.Instances {
				if word, known := words[id]; known && c.Dropped == "" {
					word.Attempt = attempt
				}
			}
		}
	}
	for attempt := 1; attempt <= last; attempt++ {
		if err := findMarkers(ctx, r, document, attempt, words); err != nil {
			return err
		}
	}
	return e.readMarkers(ctx, store, document, of)
}

// findMarkers takes the outcomes from the keys. A failure outweighs a success
// of the same attempt: it comes first, and stays.
func findMarkers(ctx context.Context, r run.Run, document string, attempt int, words map[string]*Word) error {
	for key, err := range r.Store.List(ctx, r.Keys.MarkersPrefix(document, attempt), "") {
		if err != nil {
			return fmt.Errorf("listing the markers of %s: %w", document, err)
		}
		id, outcome, ok := r.Keys.ParseMarker(key, document, attempt)
		word, known := words[id]
		if !ok || !known || word.Attempt != attempt || word.Outcome == run.Failure {
			continue
		}
		word.Outcome, word.key = outcome, key
	}
	return nil
}

// readMarkers reads the bodies.
func (e *Evidence) readMarkers(ctx context.Context, store run.Files, document string, of func(*Instance) *Word) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	room := make(chan struct{}, parallel)
	for _, i := range e.Instances {
		word := of(i)
		if word.key == "" || ctx.Err() != nil {
			continue
		}
		room <- struct{}{}
		all.Go(func() {
			defer func() { <-room }()
			object, err := store.GetUpTo(ctx, word.key, maxMarker)
			switch {
			case errors.Is(err, run.ErrTooLarge):
				word.Wrong = "its marker is too large to be one"
			case err != nil:
				cancel(err)
			default:
				word.read(object.Body, e.Run, document, i.Base.ID)
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

// read takes a marker's body. Its writer is the instance: where it contradicts
// its own key it is not believed.
func (w *Word) read(body []byte, runID, document, instance string) {
	var m run.Marker
	err := json.Unmarshal(body, &m)
	switch {
	case err != nil:
		w.Wrong = "its marker can't be read"
	case m.Run != runID, m.Document != document, m.Instance != instance, m.Attempt != w.Attempt, m.Outcome != w.Outcome:
		w.Wrong = "its marker contradicts its own key"
	default:
		m.Error = plain.Line(m.Error, plain.Sentence)
		m.HResult = plain.Line(m.HResult, len("0x00000000"))
		w.Marker = m
	}
}

// Count is one of the marker's numbers. What nobody can have counted is 0.
func (w *Word) Count(name string) int {
	const most = 1_000_000
	if n := w.Marker.Counts[name]; n > 0 && n <= most {
		return n
	}
	return 0
}

// moment gives a time of a proof as a report has it; "" for what is none.
func moment(text string) string {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}
