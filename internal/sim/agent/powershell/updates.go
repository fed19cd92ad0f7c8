package powershell

import (
	"time"

	"patchline/internal/sim/windows"
)

// The states that an update has for a search.
const (
	stateApplicable    = "applicable"     // IsInstalled=0
	stateInstalled     = "installed"      // IsInstalled=1
	statePendingReboot = "pending-reboot" // found by neither
)

type (
	// updatesState is what a search has to go by.
	updatesState struct {
		Search  searchState   `json:"search"`
		Updates []updateState `json:"updates"`
	}

	searchState struct {
		HResult int32 `json:"hresult"` // 0: it does not fail
		Hangs   bool  `json:"hangs"`
	}

	updateState struct {
		ID             string    `json:"id"`
		Revision       int       `json:"revision"`
		Title          string    `json:"title"`
		KB             string    `json:"kb"`
		Classification string    `json:"classification"`
		CategoryName   string    `json:"categoryName"` // of the classification, in Windows' language
		CategoryID     string    `json:"categoryId"`
		Severity       string    `json:"severity"`
		Products       []string  `json:"products"`
		Published      time.Time `json:"published"`
		SizeMB         int       `json:"sizeMB"`
		Supersedes     []string  `json:"supersedes"`
		EULAAccepted   bool      `json:"eulaAccepted"` // also where there is no EULA
		UserInput      bool      `json:"userInput"`
		Exclusive      bool      `json:"exclusive"`
		BrowseOnly     bool      `json:"browseOnly"`
		Reboots        bool      `json:"reboots"`
		State          string    `json:"state"`
	}

	// hotFixState is an entry of Win32_QuickFixEngineering.
	hotFixState struct {
		KB             string     `json:"kb"`
		Classification string     `json:"classification"`
		InstalledOn    *time.Time `json:"installedOn"` // null: it came with the image
	}

	// historyState is the Windows Update Agent's history.
	historyState struct {
		HResult int32        `json:"hresult"` // not 0: reading it throws this
		Entries []entryState `json:"entries"` // oldest first
	}

	// entryState is an entry of the Windows Update Agent's history.
	entryState struct {
		UpdateID   string    `json:"updateId"`
		Title      string    `json:"title"`
		At         time.Time `json:"at"`
		ResultCode int       `json:"resultCode"`
		HResult    int32     `json:"hresult"`
		Uninstall  bool      `json:"uninstall"`
	}
)

// signed is an HRESULT as .NET has it: its first bit is the sign.
func signed(hresult uint32) int32 { return int32(hresult) } //nolint:gosec // G115: the wrap is meant

func updatesOf(m *windows.Machine) updatesState {
	search := m.SearchOutcome()
	found := updatesState{
		Search:  searchState{HResult: signed(search.HResult), Hangs: search.Hangs},
		Updates: []updateState{},
	}
	add := func(u *windows.Update, state string) {
		one := updateOf(u, state)
		if m.German {
			one.CategoryName = windows.GermanName(one.Classification)
		}
		found.Updates = append(found.Updates, one)
	}
	for _, u := range m.Applicable() {
		add(u, stateApplicable)
	}
	for _, u := range m.Present() {
		add(u, stateInstalled)
	}
	for _, n := range m.PendingUpdates() {
		add(&m.Updates[n], statePendingReboot)
	}
	return found
}

func updateOf(u *windows.Update, state string) updateState {
	def := u.Definition()
	return updateState{
		ID:             def.ID,
		Revision:       def.Revision,
		Title:          def.Title,
		KB:             def.KB,
		Classification: def.Classification,
		CategoryName:   def.Classification,
		CategoryID:     windows.ClassificationID(def.Classification),
		Severity:       def.Severity,
		Products:       list(def.Products),
		Published:      def.Published.UTC(),
		SizeMB:         def.SizeMB,
		Supersedes:     list(def.Supersedes),
		EULAAccepted:   !def.EULA || u.EULAAccepted,
		UserInput:      def.UserInput,
		Exclusive:      def.Exclusive,
		BrowseOnly:     def.BrowseOnly,
		Reboots:        def.Reboots,
		State:          state,
	}
}

func hotFixesOf(m *windows.Machine) []hotFixState {
	fixes := []hotFixState{}
	for _, u := range m.HotFixes() {
		fix := hotFixState{KB: u.Definition().KB, Classification: u.Definition().Classification}
		if !u.At.IsZero() {
			at := u.At.UTC()
			fix.InstalledOn = &at
		}
		fixes = append(fixes, fix)
	}
	return fixes
}

func historyOf(m *windows.Machine) historyState {
	entries := make([]entryState, len(m.History))
	for n, e := range m.History {
		entries[n] = entryState{
			UpdateID: e.UpdateID, Title: e.Title, At: e.At.UTC(),
			ResultCode: e.ResultCode, HResult: signed(e.HResult), Uninstall: e.Uninstall,
		}
	}
	return historyState{HResult: signed(m.HistoryHResult), Entries: entries}
}

// list makes of nil an empty list, which JSON needs.
func list(texts []string) []string { return append([]string{}, texts...) }
