package agent

import (
	"fmt"
	"time"

	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// span is how long something takes: drawn between the two for each instance.
type span struct{ low, high time.Duration }

// How long the work of documents takes: round figures as seen on m5 and t3
// instances, not documented ones.
var (
	powerShellTakes = span{1 * time.Second, 4 * time.Second}   // from the agent to the script's first line
	searchTakes     = span{20 * time.Second, 90 * time.Second} // an update search that finds its server
	inventoryTakes  = span{3 * time.Second, 12 * time.Second}  // history, hot fixes or Uninstall keys
	checkTakes      = span{1 * time.Second, 5 * time.Second}   // the state of a few services
	uploadTakes     = span{200 * time.Millisecond, 2 * time.Second}
	agentDownload   = span{10 * time.Second, 40 * time.Second} // the SSM agent's installer
	vssFreezeTakes  = span{8 * time.Second, 40 * time.Second}  // writers flush, snapshots begin
	vssTagTakes     = span{2 * time.Second, 10 * time.Second}  // thaw and tags
	serviceTakes    = span{1 * time.Second, 10 * time.Second}  // a service's start or stop

	// installTakes is for an update whose definition gives no time, and each
	// of its 100 MB adds installPerSize.
	installTakes   = span{20 * time.Second, 90 * time.Second}
	installPerSize = span{15 * time.Second, 60 * time.Second}
)

// downloadRate is how many MB of updates come down in a second.
const downloadRate = 25

// searchDeadline is how long a document waits for an update search, which it
// runs in a process of its own since a search can hang.
const searchDeadline = 20 * time.Minute

// busyDeadline is how long another installation is waited for.
const busyDeadline = 10 * time.Minute

// draw gives this instance's own duration of something in this command.
func draw(w *world.World, i *world.Instance, job *Job, what string, s span) time.Duration {
	return w.Seed.Between(s.low, s.high, i.ID, job.CommandID, what)
}

// installing is how long one update takes on one instance: the same each time.
func installing(w *world.World, i *world.Instance, def *windows.Definition) time.Duration {
	if def.InstallTime > 0 {
		// Machines differ: a fifth less to two fifths more.
		return w.Seed.Between(def.InstallTime*4/5, def.InstallTime*7/5, i.ID, "install", def.ID)
	}
	takes := w.Seed.Between(installTakes.low, installTakes.high, i.ID, "install", def.ID)
	hundreds := def.SizeMB / 100
	for n := range min(hundreds, 100) {
		takes += w.Seed.Between(installPerSize.low, installPerSize.high, i.ID, "install", def.ID, fmt.Sprint(n))
	}
	return takes
}

// agentPoll is how often a step that waits for its agent looks whether it is
// back.
const agentPoll = 5 * time.Second
