// Package hresult has the names of the HRESULTs that Windows Update and the
// servicing of Windows end with, and what an operator does about each.
package hresult

import (
	"fmt"
	"strconv"
	"strings"
)

// Name gives an HRESULT the name that Microsoft's headers have for it, or ""
// where the table has none.
func Name(code uint32) string { return known[code].name }

// Advice says what an operator does about an HRESULT, in one sentence; a
// general one where the table has none.
func Advice(code uint32) string {
	if do := known[code].do; do != "" {
		return do
	}
	return "Look the code up in Microsoft's list of Windows Update errors, and in C:\\Windows\\Logs\\CBS\\CBS.log on the instance."
}

// Parse reads an HRESULT as markers and CSVs have it: 0x and 8 hexadecimal
// digits.
func Parse(text string) (uint32, bool) {
	digits, found := strings.CutPrefix(text, "0x")
	if !found || len(digits) != 8 {
		return 0, false
	}
	code, err := strconv.ParseUint(digits, 16, 32)
	return uint32(code), err == nil
}

// Text is what Parse reads; empty for 0, which is success.
func Text(code uint32) string {
	if code == 0 {
		return ""
	}
	return fmt.Sprintf("0x%08X", code)
}
