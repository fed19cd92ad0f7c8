package windows

import "time"

// Profile is how far a machine's updates are.
type Profile string

// The profiles.
const (
	// NoUpdates is a machine that no update applies to.
	NoUpdates Profile = ""
	// UpToDate has everything installed that a patch day installs.
	UpToDate Profile = "up-to-date"
	// MonthBehind lacks the newest month: a patch day's usual find.
	MonthBehind Profile = "month-behind"
	// MonthsBehind has the oldest month alone, so that chains of superseded
	// updates are missing.
	MonthsBehind Profile = "months-behind"
	// Everything is MonthsBehind, with what a patch day must leave alone:
	// drivers, previews, and updates with a EULA or user input.
	Everything Profile = "everything"
)

// Profiles lists the profiles that have updates, in the order of how much is missing.
func Profiles() []Profile { return []Profile{UpToDate, MonthBehind, MonthsBehind, Everything} }

// status tells where an update stands on a machine that is made; "" means that
// it does not apply to the machine.
func (p Profile) status(def *Definition) Status {
	if p == NoUpdates {
		return ""
	}
	if def.BrowseOnly || def.EULA || def.UserInput {
		if p == Everything {
			return Missing
		}
		return ""
	}
	if def.Published.Before(p.hasBefore()) {
		return Installed
	}
	return Missing
}

// hasBefore is the moment of publication from which on updates are missing.
func (p Profile) hasBefore() time.Time {
	switch p {
	case UpToDate:
		return newestMonth().AddDate(0, 1, 0)
	case MonthBehind:
		return newestMonth()
	default:
		return oldestMonth().AddDate(0, 1, 0)
	}
}

// newestMonth and oldestMonth are the built-in catalogue's first and last
// days on which Microsoft published a month's updates.
func newestMonth() time.Time { return day("2025-10-14") }
func oldestMonth() time.Time { return day("2025-07-08") }

// day reads a date of this package's own tables.
func day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic("windows: a date of the built-in catalogue: " + err.Error())
	}
	return t
}
