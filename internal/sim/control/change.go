package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// Change is what PATCH /_sim/instances/ID takes: only what is there changes.
// It happens at once and outside of AWS' rules, as an accident would.
type Change struct {
	// Power is start, stop, reboot or terminate.
	Power string `json:"power,omitempty"`
	// Tags sets tags; null deletes one.
	Tags map[string]*string `json:"tags,omitempty"`
	// AgentLost ends the SSM agent, or brings it back.
	AgentLost *bool `json:"agentLost,omitempty"`
	// Services starts (true) and stops (false) services by name.
	Services map[string]bool `json:"services,omitempty"`
	// RebootPending sets Windows Update's reboot-pending key.
	RebootPending *bool `json:"rebootPending,omitempty"`
	// FailUpdates makes updates fail, by id: the HRESULT, or 0 for none.
	FailUpdates map[string]uint32 `json:"failUpdates,omitempty"`
}

// maxChange bounds the body of a change.
const maxChange = 1 << 20

func readChange(body io.Reader) (Change, error) {
	var c Change
	decoder := json.NewDecoder(io.LimitReader(body, maxChange))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil {
		return c, fmt.Errorf("the body is not a change: %w", err)
	}
	return c, nil
}

// apply checks the whole change first, so that a wrong one changes nothing.
func (c Change) apply(w *world.World, i *world.Instance) error {
	if err := c.check(i); err != nil {
		return err
	}
	for key, value := range c.Tags {
		if value == nil {
			i.Tags.Delete(key)
		} else {
			i.Tags.Set(key, *value)
		}
	}
	if c.AgentLost != nil {
		if *c.AgentLost {
			w.LoseAgent(i)
		} else {
			w.RepairAgent(i)
		}
	}
	if c.RebootPending != nil {
		i.Windows.Pending.WindowsUpdate = *c.RebootPending
	}
	for name, running := range c.Services {
		i.Windows.Services[service(i.Windows, name)].Running = running
	}
	for id, hresult := range c.FailUpdates {
		i.Windows.Updates[update(i.Windows, id)].HResult = hresult
	}
	switch c.Power {
	case "start":
		w.Start(i)
	case "stop":
		w.Stop(i)
	case "reboot":
		w.QueuedReboot(i)
	case "terminate":
		w.Terminate(i)
	}
	return nil
}

func (c Change) check(i *world.Instance) error {
	var problems []error
	needs := map[string]world.State{"": i.State, "start": world.Stopped, "stop": world.Running, "reboot": world.Running, "terminate": i.State}
	if state, known := needs[c.Power]; !known {
		problems = append(problems, fmt.Errorf("power %q: want start, stop, reboot or terminate", c.Power))
	} else if state != i.State {
		problems = append(problems, fmt.Errorf("power %q: the instance is %s", c.Power, i.State))
	}
	if i.Windows == nil {
		if c.RebootPending != nil || len(c.Services) > 0 || len(c.FailUpdates) > 0 {
			problems = append(problems, errors.New("rebootPending, services and failUpdates are for Windows only"))
		}
		return errors.Join(problems...)
	}
	for name := range c.Services {
		if service(i.Windows, name) < 0 {
			problems = append(problems, fmt.Errorf("services: there is no service %q", name))
		}
	}
	for id := range c.FailUpdates {
		if update(i.Windows, id) < 0 {
			problems = append(problems, fmt.Errorf("failUpdates: there is no update %q", id))
		}
	}
	return errors.Join(problems...)
}

func service(m *windows.Machine, name string) int {
	return slices.IndexFunc(m.Services, func(s windows.Service) bool { return s.Name == name })
}

func update(m *windows.Machine, id string) int {
	return slices.IndexFunc(m.Updates, func(u windows.Update) bool { return u.ID == id })
}
