package ec2

import (
	"encoding/json"
	"errors"
	"fmt"

	"patchline/internal/sim/world"
)

// State is what EC2 keeps beside the world: the tasks that replace root
// volumes, and the client tokens that it has seen. The world's lock guards it.
type State struct {
	places map[world.Place]*placeState
}

// placeState is the State of one place.
type placeState struct {
	Tasks *world.Table[task]
	// Active is the task under way by instance.
	Active map[string]string
	Tokens map[string]token
}

// State gives the state for the saver: marshal it and unmarshal into it in the
// world's Do.
func (s *Service) State() *State { return s.state }

func newState() *State { return &State{places: map[world.Place]*placeState{}} }

func newPlaceState() *placeState {
	return &placeState{
		Tasks:  world.NewTable(func(t *task) string { return t.ID }),
		Active: map[string]string{},
		Tokens: map[string]token{},
	}
}

func (s *State) at(p world.Place) *placeState {
	state, found := s.places[p]
	if !found {
		state = newPlaceState()
		s.places[p] = state
	}
	return state
}

// MarshalJSON writes the state of each place under the place's name.
func (s *State) MarshalJSON() ([]byte, error) {
	named := make(map[string]*placeState, len(s.places))
	for place, state := range s.places {
		named[place.String()] = state
	}
	return json.Marshal(named)
}

// UnmarshalJSON replaces the state by what MarshalJSON wrote. On an error,
// which names the place, the state is unchanged.
func (s *State) UnmarshalJSON(data []byte) error {
	var named map[string]json.RawMessage
	if err := json.Unmarshal(data, &named); err != nil {
		return fmt.Errorf("ec2 state: %w", err)
	}
	places := make(map[world.Place]*placeState, len(named))
	for name, text := range named {
		place, err := world.ParsePlace(name)
		if err != nil {
			return fmt.Errorf("ec2 state: %w", err)
		}
		state := newPlaceState()
		if err := json.Unmarshal(text, state); err != nil {
			return fmt.Errorf("ec2 state: %s: %w", name, err)
		}
		if state.Tasks == nil || state.Active == nil || state.Tokens == nil {
			return fmt.Errorf("ec2 state: %s: %w", name, errors.New("a place without its tasks or tokens"))
		}
		places[place] = state
	}
	s.places = places
	return nil
}
