package fleet

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

const (
	// maxManifest bounds a manifest that is read: one of 50,000 instances takes
	// about 60 MB.
	maxManifest = 256 << 20
	// maxProblems is how many mistakes one error tells.
	maxProblems = 50
)

// FromManifest makes a fleet like the one of a real run, from the manifest that
// discover wrote: ids, names, tags, volumes, power states, agents and operating
// systems are those of the manifest. What a manifest does not say is made up:
// each Windows is a server without a role that is a month behind, a Windows
// that the library lacks has the updates of the oldest one that it has, and
// volumes are gp3. What the run left out is not there. The bucket of the built-in
// fleet is there for the runs of the rehearsal.
//
// A manifest of another schema is refused, as are ids that are empty or there
// twice, and states in which discover selects nothing.
func FromManifest(r io.Reader) (*Fleet, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxManifest+1))
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	if len(data) > maxManifest {
		return nil, fmt.Errorf("manifest: it is larger than the %d MiB that are read", maxManifest>>20)
	}
	var head struct {
		Schema int `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("manifest: it is not the JSON of a manifest: %w", err)
	}
	if head.Schema != run.Schema {
		return nil, fmt.Errorf("manifest: it is of schema %d, and this version reads schema %d: use the version of patchline that wrote it",
			head.Schema, run.Schema)
	}
	var m run.Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	if len(m.Instances) > MaxInstances {
		return nil, fmt.Errorf("manifest: %d instances are more than the %d that are simulated", len(m.Instances), MaxInstances)
	}
	return fromManifest(m)
}

func fromManifest(m run.Manifest) (*Fleet, error) {
	c := copier{library: windows.BuiltIn(), ids: map[string]bool{}, systems: map[systemKey]*Windows{}}
	f := &Fleet{Library: c.library, Instances: make([]Instance, 0, len(m.Instances)), Buckets: []string{storeBucket}}
	for n := range m.Instances {
		f.Instances = append(f.Instances, c.instance(&m.Instances[n]))
	}
	if len(c.problems) > maxProblems {
		c.problems = append(c.problems[:maxProblems], fmt.Errorf("manifest: and %d more", len(c.problems)-maxProblems))
	}
	if len(c.problems) > 0 {
		return nil, errors.Join(c.problems...)
	}
	return f, nil
}
