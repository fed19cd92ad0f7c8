package windows

import "patchline/internal/hresult"

// The HRESULTs that the simulated Windows ends with by itself. Their values
// are in Microsoft's wuerror.h, cbserr.h and winerror.h.
const (
	UnknownID                uint32 = 0x80240003
	OperationInProgress      uint32 = 0x80240009
	InstallNotAllowed        uint32 = 0x80240016
	NotApplicable            uint32 = 0x80240017
	ExclusiveInstallConflict uint32 = 0x80240019
	NoInteractiveUser        uint32 = 0x80240020
	EULAsDeclined            uint32 = 0x80240023
	NoUpdate                 uint32 = 0x80240024
	ServiceDisabled          uint32 = 0x80070422
	CBSInstallersFailed      uint32 = 0x800F0922
)

// HResultName gives an HRESULT the name that Microsoft's headers have for it,
// or "" where it has none.
func HResultName(code uint32) string { return hresult.Name(code) }
