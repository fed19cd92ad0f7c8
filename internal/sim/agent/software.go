package agent

import (
	"regexp"

	"patchline/internal/run"
)

// patchEntry is an Uninstall key that is an update and no program.
var patchEntry = regexp.MustCompile(`^KB[0-9]`)

// softwareInventory is DocSoftware: the Uninstall keys of both registries.
var softwareInventory = program{csv: run.Software, phases: []phase{{
	takes: takes("inventory", inventoryTakes),
	do: once(func(x *work) error {
		for _, p := range x.m.Software {
			if p.Name == "" || patchEntry.MatchString(p.Name) {
				continue
			}
			x.add(map[string]string{
				run.ColName:        p.Name,
				run.ColVersion:     p.Version,
				run.ColPublisher:   p.Publisher,
				run.ColInstallDate: p.InstallDate,
			})
		}
		x.memory.count(run.CountPrograms, len(x.memory.Rows))
		return nil
	}),
}}}
