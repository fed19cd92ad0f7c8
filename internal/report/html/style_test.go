package html

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// luminance is a colour's relative luminance (WCAG 2.2).
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	number, err := strconv.ParseUint(colour, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	linear := func(channel uint64) float64 {
		v := float64(channel&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(number>>16) + 0.7152*linear(number>>8) + 0.0722*linear(number)
}

func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }

func TestEveryTextHasEnoughContrast(t *testing.T) {
	const enough = 4.5 // WCAG 2.2, level AA
	light, rest, _ := strings.Cut(string(Style()), "@media (prefers-color-scheme: dark)")
	dark, _, _ := strings.Cut(rest, "* {")
	colour := regexp.MustCompile(`--([a-z]+): #([0-9a-f]{6});`)
	for scheme, text := range map[string]string{"light": light, "dark": dark} {
		values := map[string]float64{}
		for _, found := range colour.FindAllStringSubmatch(text, -1) {
			values[found[1]] = luminance(t, found[2])
		}
		for _, name := range []string{"patched", "nothing", "scanned", "open", "incomplete", "failed", "unreachable", "unfinished", "left"} {
			if got := contrast(values[name], 1); got < enough {
				t.Errorf("%s: white on --%s has %.2f to 1", scheme, name, got)
			}
		}
		for _, on := range []string{"page", "card"} {
			for _, name := range []string{"text", "soft", "link", "alarm", "warn"} {
				if got := contrast(values[name], values[on]); got < enough {
					t.Errorf("%s: --%s on --%s has %.2f to 1", scheme, name, on, got)
				}
			}
		}
		if len(values) < 15 {
			t.Errorf("%s: only %d colours were found", scheme, len(values))
		}
	}
}
