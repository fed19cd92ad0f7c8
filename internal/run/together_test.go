package run_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"patchline/internal/run"
	"patchline/internal/run/memstore"
)

// intended are commands 1 to n of the install document, of one attempt.
func intended(attempt int, batches ...int) []*run.Command {
	var all []*run.Command
	for _, batch := range batches {
		all = append(all, &run.Command{
			Document: run.DocInstall, Attempt: attempt, Batch: batch, Instances: []string{fmt.Sprintf("i-%08x", batch)}, IntendedAt: night,
		})
	}
	return all
}

func ids(commands []run.Command) []string {
	var all []string
	for _, c := range commands {
		all = append(all, fmt.Sprint(c.Batch, "=", c.CommandID))
	}
	return all
}

func TestCommandsThatAreWrittenTogetherAreCompletedTogether(t *testing.T) {
	r := runOf(&memstore.Store{}, "night")
	ctx := t.Context()
	one, other := intended(1, 1, 2, 5), intended(1, 3, 4)
	if err := errors.Join(r.Intend(ctx, one...), r.Intend(ctx, other...)); err != nil {
		t.Fatal(err)
	}
	one[0].CommandID, one[2].CommandID, other[1].CommandID = "a", "c", "d"
	if err := r.Complete(ctx, one[0], other[1]); err != nil {
		t.Fatal(err)
	}
	kept, err := r.Commands(ctx, run.DocInstall, 1)
	if want := []string{"1=a", "2=", "3=", "4=d", "5="}; err != nil || !slices.Equal(ids(kept), want) {
		t.Fatalf("kept is %v, %v; want %v", ids(kept), err, want)
	}
	// A replay completes the rest, and loses nothing of what is there.
	kept[1].CommandID, kept[4].CommandID = "b", "c"
	if err := r.Complete(ctx, &kept[1], &kept[4]); err != nil {
		t.Fatal(err)
	}
	last, kept, err := r.LastCommands(ctx, run.DocInstall)
	if want := []string{"1=a", "2=b", "3=", "4=d", "5=c"}; err != nil || last != 1 || !slices.Equal(ids(kept), want) {
		t.Errorf("attempt %d has %v, %v; want %v", last, ids(kept), err, want)
	}
	// The first process is still there: it must not undo what the other wrote.
	if err := r.Complete(ctx, one[1]); !errors.Is(err, run.ErrChanged) {
		t.Errorf("its write: %v", err)
	}
}

func TestTheLastAttemptIsReadAlone(t *testing.T) {
	r := runOf(&memstore.Store{}, "night")
	ctx := t.Context()
	if last, commands, err := r.LastCommands(ctx, run.DocInstall); err != nil || last != 0 || len(commands) != 0 {
		t.Errorf("before the first: %d, %v, %v", last, commands, err)
	}
	for _, attempt := range []int{1, 2, 10} {
		if err := r.Intend(ctx, intended(attempt, 1, 2)...); err != nil {
			t.Fatal(err)
		}
	}
	last, commands, err := r.LastCommands(ctx, run.DocInstall)
	if err != nil || last != 10 || len(commands) != 2 || commands[0].Attempt != 10 {
		t.Errorf("got %d, %v, %v", last, commands, err)
	}
}
