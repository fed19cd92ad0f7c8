package fleet

import "patchline/internal/sim/windows"

// likeness is what the Windows of instances without accidents differ by.
type likeness struct {
	machineKey
	domain string
}

// windows gives the Windows of an instance, shared by all that are alike.
func (g *generator) windows(tier, id string) *Windows {
	release, role := g.app.releases[0], "base"
	switch tier {
	case "web", "app":
		role = tier
	case "db":
		release, role = g.app.releases[1], "sql-2019"
		if release.Name == "2022" || release.Name == "2025" {
			role = "sql-2022"
		}
	}
	w := Windows{
		Release: release, Role: g.library.Role(role),
		Profile: windows.Profile(g.share(profileShares(), "profile", id)), Domain: g.app.domain,
	}
	if own := g.accidents(&w, id); own {
		return &w
	}
	key := likeness{machineKey{w.Release, w.Role, w.Profile}, w.Domain}
	if g.systems[key] == nil {
		g.systems[key] = &w
	}
	return g.systems[key]
}

// accidents gives few instances what goes wrong on them.
func (g *generator) accidents(w *Windows, id string) bool {
	newest := w.Release.Updates[0]
	for _, def := range w.Release.Updates {
		if def.Reboots && def.ComponentBased && !def.BrowseOnly && !def.Published.Before(newest.Published) {
			newest = def
		}
	}
	switch draw := g.seed.Float("accident", id); {
	case draw < updateFails:
		w.Changes = []windows.Change{{Definition: newest, Status: windows.Missing, HResult: 0x800F0922}}
	case draw < updateFails+rollsBack:
		w.Changes = []windows.Change{{Definition: newest, Status: windows.Missing, RollsBack: true}}
	case draw < updateFails+rollsBack+rebootPending:
		w.Pending.WindowsUpdate = true
	case draw < updateFails+rollsBack+rebootPending+searchFails:
		w.Search = windows.SearchFault{HResult: 0x8024402C}
	default:
		return false
	}
	return true
}
