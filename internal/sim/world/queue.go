package world

import (
	"container/heap"
	"strconv"
	"time"
)

// Event is something that will happen. It is data, not a closure, so that a
// saved state can go on with it.
type Event struct {
	At    time.Time
	Kind  string
	Place Place
	ID    string // of what it happens to
	Epoch int    // the handler ignores it when that thing has moved on
	Step  int
	seq   uint64
}

// Handler does an event. It runs under the world's lock with Now at the event's
// moment.
type Handler func(Event)

// Handle registers the handler of a kind of event.
func (w *World) Handle(kind string, h Handler) { w.handlers[kind] = h }

// After schedules an event d from now.
func (w *World) After(d time.Duration, e Event) {
	e.At = w.now.Add(max(d, 0))
	w.queue.seq++
	e.seq = w.queue.seq
	heap.Push(&w.queue.events, e)
}

// advance does everything that is due, in order, and sets the present.
func (w *World) advance(to time.Time) {
	for len(w.queue.events) > 0 && !w.queue.events[0].At.After(to) {
		e := heap.Pop(&w.queue.events).(Event)
		if e.At.After(w.now) {
			w.now = e.At
		}
		if handler, found := w.handlers[e.Kind]; found {
			handler(e)
		}
	}
	if to.After(w.now) {
		w.now = to
	}
}

type queue struct {
	events eventHeap
	seq    uint64
}

// eventHeap orders events by moment, and those of one moment as they came.
type eventHeap []Event

func (h eventHeap) Len() int { return len(h) }
func (h eventHeap) Less(i, j int) bool {
	if !h[i].At.Equal(h[j].At) {
		return h[i].At.Before(h[j].At)
	}
	return h[i].seq < h[j].seq
}
func (h eventHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *eventHeap) Push(x any)   { *h = append(*h, x.(Event)) }
func (h *eventHeap) Pop() any {
	last := len(*h) - 1
	e := (*h)[last]
	*h = (*h)[:last]
	return e
}

func uintText(n uint64) string { return strconv.FormatUint(n, 10) }
