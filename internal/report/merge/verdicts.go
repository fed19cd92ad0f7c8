package merge

import (
	"strconv"
	"strings"

	"patchline/internal/report/model"
	"patchline/internal/run"
)

// verdictColumns is never written to.
var verdictColumns = []string{
	run.ColOwner, run.ColDomain, run.ColApplication, "Verdict", "Why",
	run.ColInstance, run.ColRun, "Name", "Account", "Region", "System", "StateAtDiscovery",
	"Do", "Reasons", "Marker", "Command", "Scan",
	"Before", "After", "Installed", "Failed", "Skipped", "NotAttempted", "Found", "Present", "PendingReboot", "RolledBack", "Programs",
	"Restored", "BootBefore", "BootAfter", "RebootPending", "FailedStage", "Snapshots",
}

// EncodeVerdict writes an instance's row of Verdicts.
func EncodeVerdict(runID string, i *model.Instance) []byte {
	marker, command, scan := "", "", ""
	if w := i.Witnesses; w != nil {
		marker, command, scan = string(w.Marker), string(w.Command), string(w.Scan)
	}
	failed := ""
	for _, s := range i.Stages {
		if s.Status == run.Failed {
			failed = s.Stage
			break
		}
	}
	c := i.Counts
	row := []string{
		i.Owner, i.Domain, i.Application, string(i.Verdict), i.Sentence,
		i.ID, runID, i.Name, i.Account, i.Region, i.System, i.State,
		i.Do, strings.Join(i.Reasons, " | "), marker, command, scan,
	}
	for _, n := range []int{c.Before, c.After, c.Installed, c.Failed, c.Skipped, c.NotAttempted, c.Found, c.Present, c.PendingReboot, c.RolledBack, c.Programs} {
		row = append(row, strconv.Itoa(n))
	}
	row = append(row, string(i.Reboot.Status), i.Reboot.Before, i.Reboot.After, strconv.FormatBool(i.Reboot.Pending), failed, strings.Join(i.Snapshots, " "))
	return encode([][]string{row})
}
