package run

import (
	"strings"
	"testing"
	"time"
)

func TestKeysStandUnderTheirRun(t *testing.T) {
	for name, c := range map[string]struct{ got, want string }{
		"a marker": {
			Keys{"fleet/prod", "2024-06"}.Marker(DocInstall, 2, "AROAX:i-1", Failure),
			"fleet/prod/runs/2024-06/markers/Patchline-UpdateWindows-NoRestart/2/AROAX:i-1/failure.json",
		},
		"a marker of a store without prefix": {
			Keys{"", "r"}.Marker(DocConfirm, 1, "i-1", Success),
			"runs/r/markers/Patchline-Confirm-Update/1/i-1/success.json",
		},
		"a CSV": {
			Keys{"p", "r"}.CSV(UpdatesBefore, "AROAX:i-1"),
			"p/runs/r/csv/updates-before/AROAX:i-1.csv",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("got %s, want %s", c.got, c.want)
			}
		})
	}
}

func TestTheMarkersOfAnAttemptAreListedWithoutThoseOfOthers(t *testing.T) {
	k := Keys{"p", "r"}
	for _, attempt := range []int{1, 2, 10} {
		key := k.Marker(DocInstall, attempt, "i-1", Success)
		for _, other := range []int{1, 2, 10} {
			if got := strings.HasPrefix(key, k.MarkersPrefix(DocInstall, other)); got != (attempt == other) {
				t.Errorf("marker of attempt %d under the prefix of attempt %d: %v", attempt, other, got)
			}
		}
	}
}

func TestAnIdentityEndsInItsInstance(t *testing.T) {
	for identity, want := range map[string]string{
		"AROAEXAMPLE:i-0123456789abcdef0": "i-0123456789abcdef0",
		"i-0123456789abcdef0":             "i-0123456789abcdef0",
		"":                                "",
		"a:b:i-1":                         "i-1",
		"AROAEXAMPLE:":                    "",
	} {
		if got := IdentityInstance(identity); got != want {
			t.Errorf("%q: got %q, want %q", identity, got, want)
		}
	}
}

func TestOnlyRunIDsAreValid(t *testing.T) {
	for text, want := range map[string]bool{
		"2024-06-patch":         true,
		"a":                     true,
		strings.Repeat("a", 63): true,
		strings.Repeat("a", 64): false,
		"":                      false,
		"-a":                    false,
		"A":                     false,
		"a/b":                   false,
		"..":                    false,
		"a\n":                   false,
		"ä":                     false,
	} {
		if got := ValidID(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func TestAMarkersKeyIsReadBackAsItWasBuilt(t *testing.T) {
	k := Keys{"fleet/prod", "2024-06"}
	for _, outcome := range []Outcome{Success, Failure} {
		for _, identity := range []string{"i-0123456789abcdef0", "AROAEXAMPLE:i-0123456789abcdef0"} {
			key := k.Marker(DocInstall, 2, identity, outcome)
			instance, got, ok := k.ParseMarker(key, DocInstall, 2)
			if !ok || instance != "i-0123456789abcdef0" || got != outcome {
				t.Errorf("%s: got %q, %q, %v", key, instance, got, ok)
			}
			if _, _, ok := k.ParseMarker(key, DocInstall, 1); ok {
				t.Errorf("%s was taken for one of attempt 1", key)
			}
		}
	}
}

func TestKeysThatAreNoMarkersAreRefused(t *testing.T) {
	k := Keys{"p", "r"}
	prefix := k.MarkersPrefix(DocInstall, 1)
	for _, key := range []string{
		"", prefix, prefix + "i-0123456789abcdef0", prefix + "i-0123456789abcdef0/success",
		prefix + "i-0123456789abcdef0/other.json", prefix + "i-0123456789abcdef0/a/success.json",
		prefix + "/success.json", prefix + "i-x/success.json", prefix + "i-0123456789abcdef0:/success.json",
		"other/" + prefix + "i-0123456789abcdef0/success.json",
	} {
		if instance, outcome, ok := k.ParseMarker(key, DocInstall, 1); ok {
			t.Errorf("%q was read as %q, %q", key, instance, outcome)
		}
	}
}

func FuzzParseMarker(f *testing.F) {
	k := Keys{"p", "r"}
	f.Add(k.Marker(DocInstall, 1, "AROAX:i-0123456789abcdef0", Success))
	f.Add(k.MarkersPrefix(DocInstall, 1) + "i-1/../success.json")
	f.Fuzz(func(t *testing.T, key string) {
		instance, outcome, ok := k.ParseMarker(key, DocInstall, 1)
		if ok && (!strings.Contains(key, instance+"/"+string(outcome)+".json") || instance == "") {
			t.Errorf("%q was read as %q, %q", key, instance, outcome)
		}
	})
}

func TestKeysOfCSVsAreReadBackAndOthersRefused(t *testing.T) {
	k := Keys{Prefix: "prod", Run: "night"}
	for _, identity := range []string{"i-0a1c5e0000000a001", "AROAEXAMPLE:i-0a1c5e0000000a001"} {
		if id, ok := k.ParseCSV(k.CSV(Software, identity), Software); !ok || id != "i-0a1c5e0000000a001" {
			t.Errorf("%s was read as %q, %v", identity, id, ok)
		}
	}
	for _, key := range []string{
		"", k.CSVPrefix(Software), k.CSV(Software, "i-1"), k.CSV(Checks, "i-0a1c5e0000000a001"),
		k.CSVPrefix(Software) + "a/i-0a1c5e0000000a001.csv", k.CSVPrefix(Software) + "a/:i-0a1c5e0000000a001.csv",
		k.CSVPrefix(Software) + "i-0a1c5e0000000a001.csv.csv", k.CSVPrefix(Software) + "i-0a1c5e0000000a001",
		Keys{Prefix: "prod", Run: "other"}.CSV(Software, "i-0a1c5e0000000a001"),
	} {
		if id, ok := k.ParseCSV(key, Software); ok {
			t.Errorf("%q was read as %q", key, id)
		}
	}
}

func TestTheHistoryIsOneOfAllRuns(t *testing.T) {
	at := time.Date(2026, 1, 1, 0, 30, 0, 0, time.FixedZone("", 3600))
	got := Keys{Prefix: "prod", Run: "night"}.History("verdicts", Target{Account: "111122223333", Region: "eu-central-1", Role: "arn:x"}, at)
	if want := "prod/history/verdicts/account=111122223333/region=eu-central-1/year=2025/month=12/run=night/part.csv"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := (Keys{Run: "night"}).Report("csv/software.csv"); got != "runs/night/report/csv/software.csv" {
		t.Errorf("a file of the report is %s", got)
	}
}
