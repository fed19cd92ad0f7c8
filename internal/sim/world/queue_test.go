package world_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/sim/world"
)

func TestEventsHappenInOrderAtTheirMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		start := w.Clock().Now()
		type happened struct {
			id    string
			after time.Duration
		}
		var got []happened
		w.Handle("note", func(e world.Event) {
			got = append(got, happened{e.ID, w.Now().Sub(start)})
			if e.ID == "first" {
				w.After(time.Second, world.Event{Kind: "note", ID: "of the first"})
				w.After(0, world.Event{Kind: "note", ID: "at once"})
			}
		})
		w.Do(func() {
			w.After(3*time.Second, world.Event{Kind: "note", ID: "last"})
			w.After(time.Second, world.Event{Kind: "note", ID: "first"})
			w.After(time.Second, world.Event{Kind: "note", ID: "second"})
			w.After(-time.Minute, world.Event{Kind: "note", ID: "overdue"})
			w.After(2*time.Second, world.Event{Kind: "nobody's"})
			w.After(time.Hour, world.Event{Kind: "note", ID: "not yet"})
		})
		time.Sleep(10 * time.Second)
		if len(got) != 0 {
			t.Errorf("before anybody looks: %v", got)
		}
		w.Do(func() {
			if now := w.Now().Sub(start); now != 10*time.Second {
				t.Errorf("it is %v", now)
			}
		})
		want := []happened{
			{"overdue", 0}, {"first", time.Second}, {"second", time.Second}, {"at once", time.Second},
			{"of the first", 2 * time.Second}, {"last", 3 * time.Second},
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}
