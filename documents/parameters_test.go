package documents

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"patchline/internal/cli/option"
	"patchline/internal/run"
)

type parameter struct {
	Default        *string
	AllowedPattern string
	AllowedValues  []string
	MaxChars       int
}

func parameters(t *testing.T, content string) map[string]parameter {
	t.Helper()
	var document struct{ Parameters map[string]parameter }
	if err := json.Unmarshal([]byte(content), &document); err != nil {
		t.Fatal(err)
	}
	return document.Parameters
}

func TestEveryDocumentTakesTheParametersThatThePatchDayKnows(t *testing.T) {
	all := []string{run.ParamStore, run.ParamStoreRegion, run.ParamRun, run.ParamAttempt, run.ParamInstances}
	own := map[string][]string{
		run.DocInstall: {
			run.ParamMode, run.ParamIgnorePendingReboot, run.ParamClassifications, run.ParamSeverities,
			run.ParamAllow, run.ParamDeny, run.ParamApprovalDelay, run.ParamCutOff,
		},
		run.DocVerifyApplication: {
			run.ParamServices, run.ParamTCPPorts, run.ParamURLs, run.ParamProcesses, run.ParamEventLogs,
			run.ParamIgnoredEvents, run.ParamScript, run.ParamCheckSeconds, run.ParamScriptSeconds,
			run.ParamRetries, run.ParamRetrySeconds,
		},
	}
	for name, content := range Contents() {
		have := parameters(t, content)
		want := slices.Sorted(slices.Values(slices.Concat(all, own[name])))
		if got := slices.Sorted(maps.Keys(have)); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
		for _, p := range all {
			if have[p].Default != nil {
				t.Errorf("%s: %s has a default", name, p)
			}
		}
		for _, p := range own[name] {
			if have[p].Default == nil {
				t.Errorf("%s: %s has no default", name, p)
			}
		}
		if got := have[run.ParamInstances].MaxChars; got != run.MaxInstancesParameter {
			t.Errorf("%s: %s takes %d bytes, and run-doc sends up to %d", name, run.ParamInstances, got, run.MaxInstancesParameter)
		}
	}
}

func TestTheRegionOfTheStoreHasTheFormThatTheBinariesTake(t *testing.T) {
	script, err := os.ReadFile("module/document.ps1")
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range Contents() {
		p := parameters(t, content)[run.ParamStoreRegion]
		pattern := regexp.MustCompile(p.AllowedPattern)
		for _, region := range []string{"eu-central-1", "us-gov-east-1", "eusc-de-east-1", "ap-southeast-12", "mars", "eu-central-1a", "EU-central-1", "eu--1", "eu-1", ""} {
			_, err := option.ParseRegion(region)
			if got := pattern.MatchString(region); got != (err == nil) {
				t.Errorf("%s: %q is allowed: %v; the binaries: %v", name, region, got, err)
			}
		}
		if !strings.Contains(string(script), "'"+p.AllowedPattern+"'") {
			t.Errorf("%s: the scripts check for another form than %s", name, p.AllowedPattern)
		}
	}
}

func TestParametersAllowNothingThatAScriptCouldReadAsItsOwn(t *testing.T) {
	for name, content := range Contents() {
		for key, p := range parameters(t, content) {
			if p.AllowedPattern == "" && len(p.AllowedValues) == 0 {
				t.Errorf("%s: %s takes anything", name, key)
			}
			pattern := regexp.MustCompile(p.AllowedPattern)
			for _, hostile := range []string{"'", "x'; exit 0 #", "$(x)", "`x`", "\"", "a\nb", "{{ x }}", "\u2019", "s3://bucket/a'b"} {
				if p.AllowedPattern != "" && pattern.MatchString(hostile) || slices.Contains(p.AllowedValues, hostile) {
					t.Errorf("%s: %s allows %q", name, key, hostile)
				}
			}
		}
	}
}
