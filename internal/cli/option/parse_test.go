package option

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// refusal checks that a text is refused with both halves of the message, and
// that what is wrong is said in the expected words.
func refusal(t *testing.T, err error, want string) {
	t.Helper()
	var invalid *InvalidError
	if !errors.As(err, &invalid) {
		t.Fatalf("got error %v, want an InvalidError", err)
	}
	if !strings.Contains(invalid.What, want) {
		t.Errorf("what = %q, want it to say %q", invalid.What, want)
	}
	if invalid.Do == "" {
		t.Errorf("%q has no remedy", invalid.What)
	}
}

func TestParseRunID(t *testing.T) {
	for _, id := range []string{"a", "7", "2025-06-erp", strings.Repeat("a", 63)} {
		if got, err := ParseRunID(id); err != nil || got != id {
			t.Errorf("ParseRunID(%q) = %q, %v", id, got, err)
		}
	}
	for _, id := range []string{"", "-a", "A", "a_b", "a/b", "a\n", "..", "ä", strings.Repeat("a", 64)} {
		t.Run(id, func(t *testing.T) {
			_, err := ParseRunID(id)
			refusal(t, err, "is not a run id")
		})
	}
}

func TestParseMaxFailed(t *testing.T) {
	tests := []struct {
		name, text, wrong string
		total, allowed    int
	}{
		{name: "a count is allowed whatever the total", text: "5", total: 3, allowed: 5},
		{name: "no failure at all", text: "0", total: 300},
		{name: "a share is rounded down", text: "10%", total: 12, allowed: 1},
		{name: "a share of few instances lets none fail", text: "10%", total: 9},
		{name: "all may fail", text: "100%", total: 7, allowed: 7},
		{name: "more than all is refused", text: "101%", wrong: "is more than all instances"},
		{name: "a negative count is refused", text: "-1", wrong: "is neither"},
		{name: "a sign is refused", text: "+1", wrong: "is neither"},
		{name: "a fraction is refused", text: "1.5%", wrong: "is neither"},
		{name: "a word is refused", text: "12x", wrong: "is neither"},
		{name: "a lone percent sign is refused", text: "%", wrong: "is neither"},
		{name: "nothing is refused", text: "", wrong: "is neither"},
		{name: "a count beyond all reason is refused", text: "99999999999", wrong: "is neither"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			limit, err := ParseMaxFailed(tt.text)
			if tt.wrong != "" {
				refusal(t, err, tt.wrong)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := limit.Allowed(tt.total); got != tt.allowed {
				t.Errorf("%s of %d allows %d, want %d", tt.text, tt.total, got, tt.allowed)
			}
			if limit.Exceeded(tt.allowed, tt.total) || !limit.Exceeded(tt.allowed+1, tt.total) {
				t.Errorf("%s of %d: the limit is not at %d", tt.text, tt.total, tt.allowed)
			}
		})
	}
}

func TestMaxFailedConstructorsMatchTheTexts(t *testing.T) {
	for text, want := range map[string]MaxFailed{"5": MaxFailedCount(5), "10%": MaxFailedPercent(10), "0": {}} {
		if got, err := ParseMaxFailed(text); err != nil || got != want || got.String() != text {
			t.Errorf("ParseMaxFailed(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestParseDuration(t *testing.T) {
	parse := ParseDuration(30*time.Second, 48*time.Hour)
	tests := []struct {
		name, text, wrong string
		want              time.Duration
	}{
		{name: "several units", text: "1h30m", want: 90 * time.Minute},
		{name: "the shortest is allowed", text: "30s", want: 30 * time.Second},
		{name: "the longest is allowed", text: "48h", want: 48 * time.Hour},
		{name: "one below the shortest", text: "29s", wrong: "is too short"},
		{name: "one above the longest", text: "48h1s", wrong: "is too long"},
		{name: "a negative one", text: "-5m", wrong: "is too short"},
		{name: "a number alone", text: "30", wrong: "has no unit"},
		{name: "a unit Go doesn't know", text: "2d", wrong: "is not a duration"},
		{name: "nothing", text: "", wrong: "is not a duration"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parse(tt.text)
			if tt.wrong != "" {
				refusal(t, err, tt.wrong)
				if do := "from 30s to 48h"; !strings.Contains(err.Error(), do) {
					t.Errorf("%v does not name the range %q", err, do)
				}
				return
			}
			if err != nil || got != tt.want {
				t.Errorf("got %v, %v; want %v", got, err, tt.want)
			}
		})
	}
}

func TestFormatDurationDropsZeroUnits(t *testing.T) {
	for d, want := range map[time.Duration]string{
		2 * time.Hour: "2h", 90 * time.Minute: "1h30m", 10 * time.Minute: "10m",
		30 * time.Second: "30s", time.Hour + time.Second: "1h0m1s", 0: "0s",
	} {
		if got := FormatDuration(d); got != want {
			t.Errorf("FormatDuration(%d) = %q, want %q", d, got, want)
		}
	}
}

func TestParseScalars(t *testing.T) {
	number := ParseInt(1, 50)
	choice := ParseOneOf("red", "green")
	text := func(s string) error { _, err := ParseText(s); return err }
	integer := func(s string) error { _, err := number(s); return err }
	colour := func(s string) error { _, err := choice(s); return err }
	boolean := func(s string) error { _, err := ParseBool(s); return err }
	region := func(s string) error { _, err := ParseRegion(s); return err }
	tests := []struct {
		name  string
		parse func(string) error
		good  []string
		bad   map[string]string
	}{
		{"a text is not empty", text, []string{"x", " x"}, map[string]string{"": "is empty", "  ": "is empty"}},
		{"a number is whole and in range", integer, []string{"1", "50"},
			map[string]string{"0": "too small", "51": "too large", "x": "not a whole number", "1.0": "not a whole number", "": "not a whole number", "99999999999999999999": "not a whole number"}},
		{"a choice is one of the list", colour, []string{"red", "green"}, map[string]string{"Red": "not one of", "": "not one of"}},
		{"a switch is true or false", boolean, []string{"true", "TRUE", "false", "1", "0"}, map[string]string{"yes": "neither true nor false", "": "neither true nor false"}},
		{"a Region has the form of one", region, []string{"eu-west-1", "us-gov-east-1", "us-iso-east-1", "eusc-de-east-1"},
			map[string]string{"eu-west-1a": "is an Availability Zone", "europe": "is not a Region", "": "is not a Region", "eu-west-1\n": "is not a Region"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, text := range tt.good {
				if err := tt.parse(text); err != nil {
					t.Errorf("%q: %v", text, err)
				}
			}
			for text, wrong := range tt.bad {
				refusal(t, tt.parse(text), wrong)
			}
		})
	}
}

func TestALongValueIsCutInTheMessage(t *testing.T) {
	_, err := ParseRunID(strings.Repeat("x\n", 5000))
	if text := err.Error(); len(text) > 400 || strings.Contains(text, "\n") {
		t.Errorf("message has %d bytes: %q", len(text), text)
	}
}
