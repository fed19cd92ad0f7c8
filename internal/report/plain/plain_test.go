package plain_test

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"patchline/internal/report/plain"
)

func TestTextsBecomeOneHarmlessLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "",
		"plain":                  "plain",
		" a  b ":                 "a b",
		"a\r\nb\tc\x00d":         "a b c d",
		"\x1b[31mred\x1b[0m":     "[31mred [0m",
		"Größe “更新”":             "Größe “更新”",
		"KB\u202e9876\u200b5":    "KB98765",
		"a\xffb":                 "a\ufffdb",
		"\u0085\u2028x":          "x",
		strings.Repeat("x", 20):  "xxxxxxxxxxxx…",
		strings.Repeat("é ", 20): "é é é é é é…",
	} {
		if got := plain.Line(text, 12); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestTimeSpansAreWrittenForPeople(t *testing.T) {
	for span, want := range map[time.Duration]string{
		0: "0s", 400 * time.Millisecond: "0s", 59 * time.Second: "59s", time.Minute: "1m",
		97*time.Minute + 20*time.Second: "1h37m", 2 * time.Hour: "2h0m",
	} {
		if got := plain.Duration(span); got != want {
			t.Errorf("%v is %s, want %s", span, got, want)
		}
	}
}

func FuzzLine(f *testing.F) {
	f.Add("a\u202eb", 3)
	f.Add("\x00\xff", 1)
	f.Fuzz(func(t *testing.T, text string, longest int) {
		if longest < 1 || longest > 1000 {
			return
		}
		line := plain.Line(text, longest)
		if !utf8.ValidString(line) || strings.ContainsFunc(line, unicode.IsControl) || utf8.RuneCountInString(line) > longest+1 {
			t.Errorf("%q became %q", text, line)
		}
		if again := plain.Line(line, longest+1); again != line {
			t.Errorf("%q is not stable: %q", line, again)
		}
	})
}
