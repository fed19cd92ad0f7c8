package ssm

import (
	"encoding/json"
	"fmt"

	"patchline/internal/sim/ssm/command"
	"patchline/internal/sim/world"
)

// saved is a Service as it is kept over a restart. Amazon's documents are not
// part of it.
type saved struct {
	Documents map[string]*library // by place
	Commands  *command.Engine
}

// MarshalJSON writes documents and commands. Call it in the world's Do, with
// World.Save.
func (s *Service) MarshalJSON() ([]byte, error) {
	out := saved{Documents: map[string]*library{}, Commands: s.Engine}
	for place, l := range s.libraries {
		out.Documents[place.String()] = l
	}
	return json.Marshal(out)
}

// UnmarshalJSON fills a Service that New made and that was not called yet. Call
// it in the world's Do, after World.Restore.
func (s *Service) UnmarshalJSON(data []byte) error {
	in := saved{Documents: map[string]*library{}, Commands: s.Engine}
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("saved Systems Manager: %w", err)
	}
	for text, l := range in.Documents {
		place, err := world.ParsePlace(text)
		if err != nil {
			return fmt.Errorf("saved Systems Manager: %w", err)
		}
		if l != nil {
			s.libraries[place] = l
		}
	}
	return nil
}
