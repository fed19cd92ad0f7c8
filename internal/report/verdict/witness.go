// Package verdict says what has become of an instance's updates, from three
// witnesses that may disagree.
package verdict

// Marker is the first witness: what the installing document says in its marker
// and in the list of its results.
type Marker string

// What the marker can say.
const (
	MarkerNone      Marker = "none"      // there is no marker
	MarkerFailed    Marker = "failed"    // the document failed
	MarkerNothing   Marker = "nothing"   // it found nothing to install
	MarkerScanned   Marker = "scanned"   // it only looked (Mode Scan)
	MarkerPartly    Marker = "partly"    // it did not install all that it found
	MarkerInstalled Marker = "installed" // it installed all that it found
)

// Command is the second witness: what Systems Manager says of the installing
// command.
type Command string

// What Systems Manager can say.
const (
	CommandNone      Command = "none"      // nothing was sent: the run did not come so far
	CommandWithheld  Command = "withheld"  // nothing was sent: the instance had failed before
	CommandUnreached Command = "unreached" // none reached the instance
	CommandOpen      Command = "open"      // its end was not seen
	CommandFailed    Command = "failed"    // it ended badly on the instance
	CommandSucceeded Command = "succeeded"
	CommandUnasked   Command = "unasked" // nobody asked, since the marker was there
)

// Scan is the third witness: what the scan after the reboot found.
type Scan string

// What the scan can say.
const (
	ScanNone       Scan = "none"        // the run did not come so far
	ScanWithheld   Scan = "withheld"    // the instance was left out of it, having failed before
	ScanStopped    Scan = "stopped"     // the instance was stopped again
	ScanFailed     Scan = "failed"      // the scan failed, or does not speak of all updates
	ScanRolledBack Scan = "rolled-back" // an update is not there
	ScanPending    Scan = "pending"     // an update still waits for a reboot
	ScanPresent    Scan = "present"     // all that was installed is there
)

// The values that each witness can have, in order. None is ever written to.
var (
	Markers  = []Marker{MarkerNone, MarkerFailed, MarkerNothing, MarkerScanned, MarkerPartly, MarkerInstalled}
	Commands = []Command{CommandNone, CommandWithheld, CommandUnreached, CommandOpen, CommandFailed, CommandSucceeded, CommandUnasked}
	Scans    = []Scan{ScanNone, ScanWithheld, ScanStopped, ScanFailed, ScanRolledBack, ScanPending, ScanPresent}
)

// Witnesses are what the three say of one instance.
type Witnesses struct {
	Marker  Marker  `json:"marker"`
	Command Command `json:"command"`
	Scan    Scan    `json:"scan"`
}
