package powershell

import (
	"cmp"
	"slices"

	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
)

const (
	// notDownloaded is WU_E_DM_NOTDOWNLOADED (wuerror.h).
	notDownloaded uint32 = 0x80246007

	// installFailure is ERROR_INSTALL_FAILURE: what a fault of the plan ends an
	// update with when it says nothing else; the same as the Go agent's.
	installFailure uint32 = 0x80070643

	// maxTogether bounds the updates of one installation.
	maxTogether = 1000
)

type (
	// installState is what IUpdateInstaller.Install gives, or throws.
	installState struct {
		HResult int32               `json:"hresult"` // not 0: it throws this
		Results []updateResultState `json:"results"` // one an update, in order
	}

	updateResultState struct {
		ResultCode     int   `json:"resultCode"`
		HResult        int32 `json:"hresult"`
		RebootRequired bool  `json:"rebootRequired"`
	}
)

// install is IUpdateInstaller.Install. It takes no time: the script's own is
// what the job takes.
func install(s *simulator, m *machine, r request) (any, error) {
	if len(r.Updates) > maxTogether {
		return nil, refuse("TooManyUpdates", "%d updates at once, and at most %d are simulated", len(r.Updates), maxTogether)
	}
	if refused := m.CheckTogether(r.Updates); refused != 0 {
		return installState{HResult: signed(refused), Results: []updateResultState{}}, nil
	}
	results := make([]updateResultState, len(r.Updates))
	for n, id := range r.Updates {
		result := windows.InstallResult{ResultCode: windows.ResultFailed, HResult: notDownloaded}
		if slices.Contains(r.Downloaded, id) {
			result = s.installOne(m, id)
		}
		results[n] = updateResultState{ResultCode: result.ResultCode, HResult: signed(result.HResult), RebootRequired: result.RebootRequired}
	}
	return installState{Results: results}, nil
}

// installOne attempts one update, unless a fault of the plan strikes it.
// CheckTogether has found the update before.
func (s *simulator) installOne(m *machine, id string) windows.InstallResult {
	target := m.instance.FaultTarget(s.job.Document)
	target.KB = cmp.Or(m.Find(id).Definition().KB, "none")
	if rule, struck := s.world.Faults.Strikes(faults.UpdateFails, target, s.world.Now()); struck {
		return m.Fail(id, cmp.Or(rule.HResult, installFailure), s.world.Now())
	}
	return m.Install(id, s.world.Now())
}
