package strictyaml

import (
	"math"
	"regexp"
	"strings"
	"testing"
	"time"
)

// read parses a text, reads it, and gives the errors.
func read(t *testing.T, text string, how func(Value)) string {
	t.Helper()
	f, v, err := Parse("f.yaml", strings.NewReader(text))
	if err != nil {
		return err.Error()
	}
	how(v)
	if err := f.Err(); err != nil {
		return err.Error()
	}
	return ""
}

func TestMistakesAreToldWithTheirLine(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		how  func(Value)
		want string
	}{
		"no YAML":               {"a: [1\nb: 2", nil, "f.yaml:1: did not find expected ',' or ']'"},
		"an empty file":         {"", nil, "f.yaml: it is empty"},
		"comments alone":        {"# nothing\n", nil, "f.yaml: it is empty"},
		"two documents":         {"a: 1\n---\nb: 2\n", nil, "f.yaml:2: a second YAML document begins here: only one is read"},
		"a list for keys":       {"- a", func(v Value) { v.Keys("a") }, "f.yaml:1: want keys with values, and found a list"},
		"nothing for a list":    {"a:\n", func(v Value) { v.Keys("a").Get("a").List(9) }, "f.yaml:1: a: want a list, and found nothing"},
		"a key that is unknown": {"a: 1\ntims:\n  x: 1\n", func(v Value) { v.Keys("a", "times") }, `f.yaml:2: "tims" is an unknown key: did you mean times?`},
		"one like no other":     {"zzz: 1\n", func(v Value) { v.Keys("a", "times") }, `f.yaml:1: "zzz" is an unknown key: there are a, times`},
		"a key twice":           {"a: 1\n\na: 2\n", func(v Value) { v.Keys("a") }, `f.yaml:3: "a" is there twice, first in line 1`},
		"a key that is missing": {"\nb: 1\n", func(v Value) { v.Keys("a", "b").Need("a", "which all need") }, "f.yaml:2: a: this key is missing which all need"},
		"an alias": {"a: &x 1\nb: *x\n", func(v Value) { k := v.Keys("a", "b"); k.Get("a").Text(); k.Get("b").Text() },
			"f.yaml:1: a: anchors and aliases are not read: write the value out\nf.yaml:2: b: anchors and aliases are not read: write the value out"},
		"a merge key":           {"<<: {a: 1}\n", func(v Value) { v.Keys("a") }, "f.yaml:1: merge keys are not read: write the keys out"},
		"a list that is long":   {"[1, 2, 3]", func(v Value) { v.List(2) }, "f.yaml:1: 3 entries are more than the 2 that are read"},
		"a text that is long":   {strings.Repeat("x", 1025), func(v Value) { v.Text() }, "f.yaml:1: a text of 1025 bytes is longer than the 1024 that are read"},
		"a word that is near":   {"a: stoped", func(v Value) { v.Keys("a").Get("a").OneOf("state", "running", "stopped") }, `f.yaml:1: a: "stoped" is an unknown state: did you mean stopped?`},
		"a number out of range": {"a: 7", func(v Value) { v.Keys("a").Get("a").Int(1, 6) }, `f.yaml:1: a: want a whole number from 1 to 6, and found "7"`},
		"a text for a number":   {"seven", func(v Value) { v.Int64() }, `f.yaml:1: want a whole number, and found "seven"`},
		"a boolean of YAML 1.1": {"yes", func(v Value) { v.Bool() }, `f.yaml:1: want true or false, and found "yes"`},
		"a duration with days":  {"3d", func(v Value) { v.Duration(0) }, `f.yaml:1: want a duration such as 30s, 10m or 1h30m, and found "3d"`},
		"a negative duration":   {"-3s", func(v Value) { v.Duration(0) }, "f.yaml:1: want a duration of at least 0s, and found -3s"},
		"a share of nothing":    {"0%", func(v Value) { v.Share() }, `f.yaml:1: want a share above 0 and up to 1, such as 5% or 0.05, and found "0%"`},
		"a share of all twice":  {"2", func(v Value) { v.Share() }, `f.yaml:1: want a share above 0 and up to 1, such as 5% or 0.05, and found "2"`},
		"a share that is none":  {"NaN", func(v Value) { v.Share() }, `f.yaml:1: want a share above 0 and up to 1, such as 5% or 0.05, and found "NaN"`},
		"a percentage":          {"101", func(v Value) { v.Percent(0, 100) }, `f.yaml:1: want a percentage from 0 to 100, and found "101"`},
		"digits without 0x":     {"80070643", func(v Value) { v.Hex() }, `f.yaml:1: want 0x and up to eight hexadecimal digits, such as 0x80070643, and found "80070643"`},
		"another form":          {"i-1", func(v Value) { v.Matching(regexp.MustCompile(`^vol-`), "a volume") }, `f.yaml:1: want a volume, and found "i-1"`},
		"all at once": {"a: x\nc: 1\nb: [y]\n", func(v Value) { k := v.Keys("a", "b"); k.Get("b").Text(); k.Get("a").Bool() },
			"f.yaml:1: a: want true or false, and found \"x\"\nf.yaml:2: \"c\" is an unknown key: there are a, b\nf.yaml:3: b: want a text, and found a list"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := read(t, c.text, c.how); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestValuesAreRead(t *testing.T) {
	text := `
text: [one, 007, yes, "null"]
int: -5
hex: 0x800F0922
bool: true
duration: 1h30m
shares: [5%, 0.05, 100 %, 1]
percents: [40, 40%]
`
	if problems := read(t, text, func(v Value) {
		k := v.Keys("text", "int", "hex", "bool", "duration", "shares", "percents", "missing")
		if got := strings.Join(k.Get("text").Texts(9), " "); got != "one 007 yes null" {
			t.Errorf("texts: %s", got)
		}
		if got := k.Get("int").Int(-9, 9); got != -5 {
			t.Errorf("int: %d", got)
		}
		if got := k.Get("int").Int64(); got != -5 {
			t.Errorf("int64: %d", got)
		}
		if got := k.Get("hex").Hex(); got != 0x800F0922 {
			t.Errorf("hex: %x", got)
		}
		if !k.Get("bool").Bool() {
			t.Error("bool: false")
		}
		if got := k.Get("duration").Duration(time.Second); got != 90*time.Minute {
			t.Errorf("duration: %v", got)
		}
		for i, want := range []float64{0.05, 0.05, 1, 1} {
			if got := k.Get("shares").List(9)[i].Share(); math.Abs(got-want) > 1e-9 {
				t.Errorf("share %d: %v", i, got)
			}
		}
		for _, p := range k.Get("percents").List(9) {
			if got := p.Percent(0, 99); got != 40 {
				t.Errorf("percent: %d", got)
			}
		}
		m := k.Get("missing")
		if m.Present() || m.Text() != "" || m.Int(1, 2) != 0 || m.Bool() || m.Hex() != 0 || m.Share() != 0 ||
			m.Duration(time.Hour) != 0 || m.Percent(1, 2) != 0 || m.Int64() != 0 || m.List(1) != nil || len(m.Keys("a").Names()) != 0 {
			t.Error("what is missing has a value")
		}
		m.Keys("a").Need("a", "")
	}); problems != "" {
		t.Error(problems)
	}
}

func TestAFileOfMistakesDoesNotFloodTheScreen(t *testing.T) {
	got := read(t, strings.Repeat("- x\n", 200), func(v Value) {
		for _, entry := range v.List(1000) {
			entry.Int(0, 1)
		}
	})
	if lines := strings.Split(got, "\n"); len(lines) != 51 || lines[50] != "f.yaml: and 150 more" {
		t.Errorf("%d lines, the last of them %s", len(lines), lines[len(lines)-1])
	}
}

func TestAFileThatIsTooLargeIsRefused(t *testing.T) {
	_, _, err := Parse("f.yaml", strings.NewReader(strings.Repeat("#", MaxBytes+1)))
	if err == nil || !strings.Contains(err.Error(), "larger than the 8 MiB") {
		t.Errorf("got %v", err)
	}
}
