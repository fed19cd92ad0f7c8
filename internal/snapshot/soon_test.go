package snapshot

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"patchline/internal/run"
)

func TestTheNextLookIsWhenSomethingCanBeBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		blind := func(left time.Duration, refusal error) *machine {
			return &machine{instance: run.Instance{Volumes: []run.Volume{{ID: "vol-1"}}}, blind: time.Now().Add(left), refusal: refusal}
		}
		for name, test := range map[string]struct {
			machines []*machine
			began    bool
			want     time.Duration
		}{
			"nothing is waited for":       {nil, false, 0},
			"sets were begun":             {nil, true, 10 * time.Second},
			"the first of two":            {[]*machine{blind(50*time.Second, nil), blind(40*time.Second, nil)}, false, 40 * time.Second},
			"its time is over":            {[]*machine{blind(0, nil)}, false, 0},
			"it will get none any more":   {[]*machine{blind(time.Minute, errors.New("refused"))}, false, 0},
			"begun, and another is blind": {[]*machine{blind(50*time.Second, nil)}, true, 10 * time.Second},
		} {
			taker := &taker{poll: 10 * time.Second, machines: test.machines}
			if got := taker.soon(test.began); got != test.want {
				t.Errorf("%s: %v, want %v", name, got, test.want)
			}
		}
	})
}
