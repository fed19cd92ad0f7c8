package agent

import (
	"regexp"
	"slices"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// defenderKB is the article of Microsoft Defender's definitions. They come
// several times a day and can report success after a failure, so that no
// document installs or lists them.
const defenderKB = "2267602"

// kbInTitle finds an update's article where only its title is known, in any
// language.
var kbInTitle = regexp.MustCompile(`KB[0-9]+`)

// listing lists the updates that are present, and keeps the list beyond the run.
func listing(kind run.CSVKind) program {
	return program{csv: kind, phases: []phase{
		{takes: takes("inventory", inventoryTakes), do: once((*work).list)},
		{takes: uploadWait, do: (*work).keep},
	}}
}

func (x *work) list() error {
	if err := x.history(); err != nil {
		return err
	}
	for _, p := range present(x.m) {
		x.add(map[string]string{
			run.ColUpdate:      p.title,
			run.ColKB:          p.kb,
			run.ColUpdateID:    p.updateID,
			run.ColInstalledOn: moment(p.at),
		})
	}
	x.memory.count(run.CountUpdates, len(x.memory.Rows))
	return nil
}

// keep writes the list where it outlives the run.
func (x *work) keep() (bool, error) {
	body, err := run.EncodeCSV(x.csv, x.memory.Rows)
	if err != nil {
		return false, err
	}
	list := run.List{At: x.job.Started, Run: x.keys.Run, Kind: x.csv}
	return x.put("the list of updates", x.keys.List(x.identity, list), body)
}

// presence is an update as the lists before and after show it.
type presence struct {
	title, kb string
	updateID  string // empty where only a hot fix tells of it
	at        time.Time
}

// present joins the Windows Update Agent's history with the hot fixes, since
// neither has all: what was installed before the history began is a hot fix
// only, and what isn't component-based or waits for a reboot is in the history
// only.
func present(m *windows.Machine) []presence {
	var found []presence
	articles := map[string]bool{}
	for _, e := range latest(m) {
		succeeded := e.ResultCode == windows.ResultSucceeded || e.ResultCode == windows.ResultSucceededWithErrors
		if e.Uninstall || !succeeded {
			continue
		}
		kb := kbInTitle.FindString(e.Title)
		articles[kb] = true
		found = append(found, presence{e.Title, kb, e.UpdateID, e.At})
	}
	for _, u := range m.HotFixes() {
		def := u.Definition()
		kb := "KB" + def.KB
		if def.KB == "" || def.KB == defenderKB || articles[kb] {
			continue
		}
		// Windows knows the day of a hot fix only.
		found = append(found, presence{hotFixName(def, kb), kb, "", u.At.UTC().Truncate(24 * time.Hour)})
	}
	return found
}

// hotFixName is all that Win32_QuickFixEngineering knows: its Description is
// one of a few words, and no title.
func hotFixName(def *windows.Definition, kb string) string {
	description := "Update"
	if def.Classification == windows.SecurityUpdates {
		description = "Security Update"
	}
	return description + " (" + kb + ")"
}

// latest gives the last attempt of each update in the history, newest first,
// without Defender's definitions and entries that Windows has kept without an
// identity.
func latest(m *windows.Machine) []windows.HistoryEntry {
	var last []windows.HistoryEntry
	seen := map[string]bool{}
	for _, e := range slices.Backward(m.History) {
		if e.UpdateID == "" || seen[e.UpdateID] || kbInTitle.FindString(e.Title) == "KB"+defenderKB {
			continue
		}
		seen[e.UpdateID] = true
		last = append(last, e)
	}
	return last
}
