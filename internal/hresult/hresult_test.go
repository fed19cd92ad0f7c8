package hresult_test

import (
	"strings"
	"testing"

	"patchline/internal/hresult"
)

func TestEveryKnownCodeHasANameAndWhatToDo(t *testing.T) {
	general := hresult.Advice(0x8FFFFFFF)
	known := 0
	for _, facility := range []uint32{0x00240000, 0x80240000, 0x80070000, 0x800F0000} {
		for low := range uint32(0x10000) {
			code := facility | low
			name := hresult.Name(code)
			if name == "" {
				continue
			}
			known++
			if do := hresult.Advice(code); do == general || !strings.ContainsAny(do[len(do)-1:]+do[max(0, len(do)-3):], ".…") {
				t.Errorf("%s has nothing of its own to do", name)
			}
		}
	}
	if known < 60 {
		t.Errorf("only %d codes were found", known)
	}
}

func TestHRESULTsAreReadAsTheyAreWritten(t *testing.T) {
	for text, want := range map[string]uint32{"0x80240024": 0x80240024, "0x800F0922": 0x800F0922, "0x800f0922": 0x800F0922} {
		if got, ok := hresult.Parse(text); !ok || got != want {
			t.Errorf("%s: got %08X, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "0x", "80240024", "0x8024002", "0x802400244", "0x8024002G", "0x+0240024", "0x_0240024", "-2145124316"} {
		if got, ok := hresult.Parse(text); ok {
			t.Errorf("%q was read as %08X", text, got)
		}
	}
	if got := hresult.Text(0x800F0922); got != "0x800F0922" {
		t.Errorf("wrote %s", got)
	}
	if got := hresult.Text(0); got != "" {
		t.Errorf("success is written as %q", got)
	}
}
