package run

import (
	"context"
	"fmt"
	"time"
)

// Intent is what a stage is about to do to some instances, where AWS has no
// token that makes a second call harmless. A replay that finds one looks at
// what is there before it does anything again.
type Intent struct {
	Schema    int       `json:"schema"`
	Run       string    `json:"run"`
	At        time.Time `json:"at"`
	Instances []string  `json:"instances"`
	// Before is what the stage must remember of each instance, such as the
	// boot time before its reboot.
	Before map[string]string `json:"before,omitempty"`
}

// WriteIntent writes the next intent of a stage.
func (r Run) WriteIntent(ctx context.Context, id StageID, n int, intent Intent) error {
	intent.Schema, intent.Run = Schema, r.Keys.Run
	body, err := encode(intent)
	if err != nil {
		return err
	}
	_, err = r.Store.Create(ctx, r.Keys.Intent(id, n), body)
	return err
}

// Intents gives the intents of a stage, in order, and the number of the next.
func (r Run) Intents(ctx context.Context, id StageID) ([]Intent, int, error) {
	var intents []Intent
	next := 1
	for key, err := range r.Store.List(ctx, r.Keys.IntentsPrefix(id), "") {
		if err != nil {
			return nil, 0, fmt.Errorf("listing the intents of %s: %w", id, err)
		}
		n, ok := r.Keys.ParseIntent(key, id)
		if !ok {
			continue
		}
		var intent Intent
		if _, err := read(ctx, r.Store, key, &intent); err != nil {
			return nil, 0, err
		}
		intents = append(intents, intent)
		next = max(next, n+1)
	}
	return intents, next, nil
}
