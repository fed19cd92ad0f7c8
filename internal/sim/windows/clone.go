package windows

import (
	"fmt"
	"slices"
)

// Clone copies a machine so that neither sees the other's changes. The
// definitions and the application are shared: they never change.
func (m *Machine) Clone() *Machine {
	c := *m
	c.Updates = slices.Clone(m.Updates)
	c.History = slices.Clone(m.History)
	c.Services = slices.Clone(m.Services)
	c.Software = slices.Clone(m.Software)
	return &c
}

// Link finds the definition of each update, which every other method needs. A
// machine that was read from a file must be linked first. An update that the
// catalogue lacks is an error, and so is one that the machine has twice.
func (m *Machine) Link(c Catalogue) error {
	seen := make(map[string]bool, len(m.Updates))
	for i := range m.Updates {
		u := &m.Updates[i]
		def := c[u.ID]
		if def == nil {
			return fmt.Errorf("update %q is not in the catalogue", u.ID)
		}
		if seen[u.ID] {
			return fmt.Errorf("update %q (%s) is on the machine twice", u.ID, def.Title)
		}
		seen[u.ID] = true
		u.def = def
	}
	return nil
}

// Definition is what Microsoft publishes of the update. It is nil before Link.
func (u *Update) Definition() *Definition { return u.def }
