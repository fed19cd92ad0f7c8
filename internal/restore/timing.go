package restore

import "time"

const (
	// longestLook bounds the time between two looks: a reboot takes two to
	// five minutes, and nobody should wait much longer.
	longestLook = time.Minute
	// bootLooks is for how many of the shortest times between two looks nothing is
	// looked at that was just rebooted: no Windows shuts down, boots and has its
	// agent report within a minute.
	bootLooks = 6
	// readWithin is how long an agent may take to tell the boot time before
	// the reboot: several times what a busy one takes.
	readWithin = 3 * time.Minute
	// queued is how long EC2 may take to carry a reboot out: it queues the
	// request, and resets an instance that does not shut down within a few
	// minutes ("Reboot your instance", EC2 user guide). A Windows that still
	// runs then was not rebooted.
	queued = 5 * time.Minute
	// maxReboots is how often one process asks for an instance's reboot.
	maxReboots = 3
	// impairedFor is how long a status check may fail in a row. It does for a
	// moment in many a reboot; a check is made every minute.
	impairedFor = 10 * time.Minute
	// clockSlack is what two readings of one boot time may differ by: Windows
	// counts it back from its clock, and setting the clock moves it. No two
	// boots are that close.
	clockSlack = 30 * time.Second
	// clockSkew is how far ahead of AWS' an instance's clock may be for its
	// boot time to be held against the clock here.
	clockSkew = 5 * time.Minute
)
