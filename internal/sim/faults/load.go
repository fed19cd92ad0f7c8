package faults

import (
	"io"

	"patchline/internal/sim/chance"
	"patchline/internal/strictyaml"
)

// What a file may hold: far more than a person writes.
const (
	maxRules     = 1000
	maxInstances = 10_000  // of one rule
	maxTimes     = 1 << 30 // also of skip
)

// Load reads the rules of a file, as docs/rehearsal-faults.md describes it.
// name is for its errors, which tell every mistake with its line. A seed is
// refused: it belongs to the start of a rehearsal, for which there is LoadPlan.
func Load(name string, r io.Reader) ([]Rule, error) {
	plan, err := load(name, r, func(seed strictyaml.Value) chance.Seed {
		if seed.Present() {
			seed.Problem("only the file that a rehearsal starts with has a seed")
		}
		return 0
	})
	if err != nil {
		return nil, err
	}
	return plan.Rules, nil
}

// LoadPlan is Load for the file that a rehearsal starts with: it may have a
// seed. Start is left to the caller.
func LoadPlan(name string, r io.Reader) (*Plan, error) {
	return load(name, r, func(seed strictyaml.Value) chance.Seed { return chance.Seed(seed.Int64()) })
}

func load(name string, r io.Reader, readSeed func(strictyaml.Value) chance.Seed) (*Plan, error) {
	file, top, err := strictyaml.Parse(name, r)
	if err != nil {
		return nil, err
	}
	keys := top.Keys("seed", "faults")
	plan := &Plan{Seed: readSeed(keys.Get("seed"))}
	for _, entry := range keys.Need("faults", "").List(maxRules) {
		plan.Rules = append(plan.Rules, readRule(entry))
	}
	if err := file.Err(); err != nil {
		return nil, err
	}
	return plan, nil
}
