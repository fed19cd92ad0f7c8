package agent

import (
	"regexp"
	"slices"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// patchEntry is an Uninstall key that is an update and no program.
var patchEntry = regexp.MustCompile(`^KB[0-9]`)

// updateReleases are what a key of an update has for its ReleaseType.
var updateReleases = []string{"Hotfix", "Security Update", "Update Rollup"}

// softwareInventory is DocSoftware: the Uninstall keys, those of 64 bits and then
// those of 32.
var softwareInventory = program{csv: run.Software, phases: []phase{{
	takes: takes("inventory", inventoryTakes),
	do: once(func(x *work) error {
		seen := map[[2]string]bool{}
		for _, wow := range []bool{false, true} {
			for p := range slices.Values(x.m.Software) {
				if p.Wow6432 == wow {
					x.addProgram(p, seen)
				}
			}
		}
		x.memory.count(run.CountPrograms, len(x.memory.Rows))
		return nil
	}),
}}}

// addProgram lists a program, once: some installers write themselves into both
// views of the registry.
func (x *work) addProgram(p windows.Program, seen map[[2]string]bool) {
	name, version := oneLine(p.Name), oneLine(p.Version)
	update := patchEntry.MatchString(name) || has(updateReleases, oneLine(p.ReleaseType))
	part := p.SystemComponent || oneLine(p.ParentKeyName) != ""
	if name == "" || update || part || seen[[2]string{name, version}] {
		return
	}
	seen[[2]string{name, version}] = true
	date := oneLine(p.InstallDate)
	if _, err := time.Parse("20060102", date); err != nil {
		date = ""
	}
	x.add(map[string]string{
		run.ColName:        name,
		run.ColVersion:     version,
		run.ColPublisher:   oneLine(p.Publisher),
		run.ColInstallDate: date,
	})
}
