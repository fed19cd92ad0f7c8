package sim

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"patchline/internal/sim/chance"
	"patchline/internal/sim/world"
)

// stateSchema is the version of the saved form.
const stateSchema = 1

// saved is a stand-in as it is kept over a restart. The calls' count and the
// token buckets begin anew, and the rules of faults are given anew.
type saved struct {
	Schema int             `json:"schema"`
	Seed   chance.Seed     `json:"seed"`
	World  json.RawMessage `json:"world"`
	EC2    json.RawMessage `json:"ec2"`
	SSM    json.RawMessage `json:"ssm"`
	S3     json.RawMessage `json:"s3"`

	moment time.Time
}

// Save writes everything down, at one moment of the simulated world. A script
// that runs on a PowerShell just then is begun again by the restored one.
func (s *Sim) Save() ([]byte, error) {
	state := saved{Schema: stateSchema, Seed: s.world.Seed}
	var errs [4]error
	s.world.Do(func() {
		state.World, errs[0] = s.world.Save()
		state.EC2, errs[1] = json.Marshal(s.ec2.State())
		state.SSM, errs[2] = json.Marshal(s.ssm)
		state.S3, errs[3] = json.Marshal(s.s3)
	})
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	return state.text(), nil
}

// text puts the parts together as they are: json.Marshal would read through
// each once more, and a large fleet's are hundreds of MB.
func (s saved) text() []byte {
	return fmt.Appendf(make([]byte, 0, len(s.World)+len(s.EC2)+len(s.SSM)+len(s.S3)+100),
		`{"schema":%d,"seed":%d,"world":%s,"ec2":%s,"ssm":%s,"s3":%s}`, s.Schema, s.Seed, s.World, s.EC2, s.SSM, s.S3)
}

func readState(data []byte) (saved, error) {
	var state saved
	if err := json.Unmarshal(data, &state); err != nil {
		return state, fmt.Errorf("the state is not valid JSON: %w", err)
	}
	if state.Schema != stateSchema {
		return state, fmt.Errorf("the state is of schema %d, and this version reads %d: begin anew, or use the version that wrote it", state.Schema, stateSchema)
	}
	var err error
	state.moment, err = world.SavedMoment(state.World)
	return state, err
}

func (s *Sim) restore(state saved) error {
	if err := s.world.Restore(state.World); err != nil {
		return err
	}
	var err error
	s.world.Still(func() {
		err = cmp.Or(
			restorePart("EC2", state.EC2, s.ec2.State()),
			restorePart("SSM", state.SSM, s.ssm),
			restorePart("S3", state.S3, s.s3),
		)
	})
	return err
}

func restorePart(name string, data json.RawMessage, into any) error {
	if data == nil {
		return fmt.Errorf("the state has no part %s: it is not whole", name)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("saved %s: %w", name, err)
	}
	return nil
}
