package powershell

import (
	"slices"

	"patchline/internal/sim/agent"
	"patchline/internal/sim/windows"
)

const (
	// notDownloaded is WU_E_DM_NOTDOWNLOADED (wuerror.h).
	notDownloaded uint32 = 0x80246007

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
			// CheckTogether has found the update.
			result = agent.Attempt(s.world, m.instance, s.job.Document, m.Find(id).Definition())
		}
		results[n] = updateResultState{ResultCode: result.ResultCode, HResult: signed(result.HResult), RebootRequired: result.RebootRequired}
	}
	return installState{Results: results}, nil
}
