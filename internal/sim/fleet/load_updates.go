package fleet

import (
	"slices"
	"strings"

	"patchline/internal/sim/windows"
	"patchline/internal/strictyaml"
)

// updatesKeys and changeKeys are the keys of the updates and of one of them,
// as docs/rehearsal-fleet.md lists them.
func updatesKeys() []string { return []string{"profile", "changes"} }
func changeKeys() []string {
	return []string{"kb", "title", "status", "hresult", "rollsBack"}
}

// absent is the status of an update that does not apply to the machine.
const absent = "absent"

// updates reads a profile, a list of all updates, or a profile with changes.
func (l *loader) updates(w *Windows, v strictyaml.Value) {
	w.Profile = windows.MonthBehind
	switch {
	case !v.Present():
	case v.IsList():
		w.Profile = windows.NoUpdates
		l.changes(w, v)
	case v.IsText():
		w.Profile = readProfile(v)
	default:
		keys := v.Keys(updatesKeys()...)
		if p := keys.Get("profile"); p.Present() {
			w.Profile = readProfile(p)
		}
		l.changes(w, keys.Get("changes"))
	}
}

func readProfile(v strictyaml.Value) windows.Profile {
	return windows.Profile(v.OneOf("profile", profileNames()...))
}

func profileNames() []string {
	var names []string
	for _, p := range windows.Profiles() {
		names = append(names, string(p))
	}
	return names
}

func (l *loader) changes(w *Windows, v strictyaml.Value) {
	definitions := slices.Concat(w.Release.Updates, w.Role.Updates)
	lines := map[string]int{}
	for _, entry := range v.List(maxChanges) {
		keys := entry.Keys(changeKeys()...)
		change := windows.Change{
			Definition: readDefinition(keys, definitions),
			Status:     windows.Missing,
			HResult:    keys.Get("hresult").Hex(),
			RollsBack:  keys.Get("rollsBack").Bool(),
		}
		if v := keys.Get("status"); v.Present() {
			word := v.OneOf("status", string(windows.Missing), string(windows.PendingReboot),
				string(windows.Installed), string(windows.Superseded), absent)
			change.Status = windows.Status(strings.TrimPrefix(word, absent))
		}
		if change.Definition == nil {
			continue // the mistake is noted
		}
		if line, twice := lines[change.Definition.ID]; twice {
			entry.Problem("this update is there twice, first in line %d", line)
		}
		lines[change.Definition.ID] = entry.Line()
		w.Changes = append(w.Changes, change)
	}
}

// readDefinition finds an update by its KB or its title among those that may
// apply to the machine.
func readDefinition(keys strictyaml.Keys, definitions []*windows.Definition) *windows.Definition {
	kb, title := keys.Get("kb"), keys.Get("title")
	if kb.Present() == title.Present() {
		keys.Problem("an update is named either by kb or by title")
		return nil
	}
	if kb.Present() {
		def := windows.FindKB(definitions, kb.Text())
		if def == nil && kb.IsText() {
			kb.Problem("this Windows with its role has no such update: it has %s", strings.Join(kbs(definitions), ", "))
		}
		return def
	}
	var titles []string
	for _, def := range definitions {
		if def.Title == title.Text() {
			return def
		}
		titles = append(titles, def.Title)
	}
	if title.IsText() {
		title.Unknown("update of this Windows and role", titles)
	}
	return nil
}

// kbs lists the KBs of definitions, in order.
func kbs(definitions []*windows.Definition) []string {
	var all []string
	for _, def := range definitions {
		if def.KB != "" {
			all = append(all, "KB"+def.KB)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
