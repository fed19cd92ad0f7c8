package world

import "time"

// span is how long something takes: drawn between the two for each instance.
type span struct{ low, high time.Duration }

// How long Windows instances take, as seen on m5 and t3 with gp3 volumes:
// round figures, not documented ones.
var (
	startTakes  = span{8 * time.Second, 25 * time.Second}   // pending to running
	bootTakes   = span{60 * time.Second, 150 * time.Second} // running to Windows up
	agentTakes  = span{10 * time.Second, 45 * time.Second}  // Windows up to the agent's first ping
	stopTakes   = span{25 * time.Second, 90 * time.Second}  // stopping to stopped
	rebootQueue = span{3 * time.Second, 20 * time.Second}   // RebootInstances is queued
	downTakes   = span{10 * time.Second, 40 * time.Second}  // shutdown until the kernel starts again

	// updatesTake is what updates that wait for the reboot add to it, each.
	updatesTake = span{20 * time.Second, 70 * time.Second}

	createTakes = span{4 * time.Second, 12 * time.Second} // a volume, creating to available
	attachTakes = span{2 * time.Second, 6 * time.Second}  // attaching to attached
	detachTakes = span{3 * time.Second, 12 * time.Second} // detaching to available
	deleteTakes = span{2 * time.Second, 8 * time.Second}  // deleting to gone

	// snapshotTakes is for a volume of 30 GiB; larger ones take longer.
	snapshotTakes = span{2 * time.Minute, 6 * time.Minute}
)

// statusCheckTakes is how long status checks stay "initializing" after a start.
const statusCheckTakes = 2 * time.Minute
