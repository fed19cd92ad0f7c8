package agent

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// The forms of the parameters of DocInstall.
const (
	modeScan    = "Scan"
	modeInstall = "Install"
	unspecified = "Unspecified" // in ParamSeverities: no MsrcSeverity
)

// filter is which updates DocInstall takes.
type filter struct {
	scan                bool
	ignorePendingReboot bool
	classifications     []string // empty: any, as the next
	severities          []string
	allow, deny         []string
	published           time.Time // not later than this; zero: any
	cutOff              time.Time // before this; zero: any
}

// readFilter reads DocInstall's parameters at the moment now.
func readFilter(job *Job, now time.Time) (filter, error) {
	f := filter{
		classifications: list(job.parameter(run.ParamClassifications)),
		severities:      list(job.parameter(run.ParamSeverities)),
		allow:           list(job.parameter(run.ParamAllow)),
		deny:            list(job.parameter(run.ParamDeny)),
	}
	if _, given := job.Parameters[run.ParamClassifications]; !given {
		f.classifications = []string{windows.SecurityUpdates, windows.CriticalUpdates}
	}
	switch mode := job.parameter(run.ParamMode); mode {
	case modeScan:
		f.scan = true
	case modeInstall, "":
	default:
		return f, fmt.Errorf("parameter %s: %q is neither %s nor %s", run.ParamMode, mode, modeInstall, modeScan)
	}
	switch text := job.parameter(run.ParamIgnorePendingReboot); text {
	case "true":
		f.ignorePendingReboot = true
	case "false", "":
	default:
		return f, fmt.Errorf("parameter %s: %q is neither true nor false", run.ParamIgnorePendingReboot, text)
	}
	if text := job.parameter(run.ParamApprovalDelay); text != "" && text != "0" {
		days, err := strconv.ParseUint(text, 10, 10)
		if err != nil {
			return f, fmt.Errorf("parameter %s: %q is not a number of days", run.ParamApprovalDelay, text)
		}
		f.published = now.AddDate(0, 0, -int(days))
	}
	if text := job.parameter(run.ParamCutOff); text != "" {
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return f, fmt.Errorf("parameter %s: %q is not a day as 2024-06-30", run.ParamCutOff, text)
		}
		f.cutOff = day.AddDate(0, 0, 1)
	}
	return f, nil
}

// wants tells whether an update is one to install.
func (f filter) wants(def *windows.Definition) bool {
	severity := def.Severity
	if severity == "" {
		severity = unspecified
	}
	switch {
	case def.KB == defenderKB:
		return false
	case names(f.deny, def):
		return false
	case len(f.allow) > 0 && !names(f.allow, def):
		return false
	case len(f.classifications) > 0 && !has(f.classifications, def.Classification):
		return false
	case len(f.severities) > 0 && !has(f.severities, severity):
		return false
	case !f.published.IsZero() && def.Published.After(f.published):
		return false
	case !f.cutOff.IsZero() && !def.Published.Before(f.cutOff):
		return false
	}
	return true
}

// names tells whether a list has an update's UpdateID or its article, which
// may be written with KB before it or without.
func names(list []string, def *windows.Definition) bool {
	return has(list, def.ID) || def.KB != "" && (has(list, def.KB) || has(list, "KB"+def.KB))
}

// has compares as PowerShell's -contains does, without regard to case.
func has(list []string, text string) bool {
	return slices.ContainsFunc(list, func(item string) bool { return strings.EqualFold(item, text) })
}

// list takes a parameter apart at its commas.
func list(text string) []string {
	var items []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}
