package agent

import (
	"errors"
	"fmt"

	"patchline/internal/sim/windows"
)

// windowsError is a failure that Windows has given an HRESULT.
type windowsError struct {
	what    string
	hresult uint32
}

// Error gives the HRESULT too, since a COMException has no text of its own.
func (e *windowsError) Error() string { return e.what + ": " + named(e.hresult) }

// hresultOf gives the HRESULT of an error as a marker has it; empty without one.
func hresultOf(err error) string {
	if failed, found := errors.AsType[*windowsError](err); found {
		return hex(failed.hresult)
	}
	return ""
}

// hex is an HRESULT as markers and CSVs have it; empty for success.
func hex(hresult uint32) string {
	if hresult == 0 {
		return ""
	}
	return fmt.Sprintf("0x%08X", hresult)
}

// named is an HRESULT with its name, if it has one.
func named(hresult uint32) string {
	if name := windows.HResultName(hresult); name != "" {
		return hex(hresult) + " " + name
	}
	return hex(hresult)
}
