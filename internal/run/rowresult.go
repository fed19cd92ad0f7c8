package run

// What column Result says. The first four are the Windows Update Agent's own
// names (OperationResultCode).
const (
	ResultSucceeded           = "Succeeded"
	ResultSucceededWithErrors = "SucceededWithErrors"
	ResultFailed              = "Failed"
	ResultAborted             = "Aborted"

	// ResultFound is an update that a Scan would have installed.
	ResultFound = "Found"
	// ResultSkipped is one that is never installed by itself; Note says why.
	ResultSkipped = "Skipped"
	// ResultNotAttempted is one for which no time was left.
	ResultNotAttempted = "NotAttempted"

	// ResultPresent, after the reboot: the update is installed.
	ResultPresent = "Present"
	// ResultPendingReboot: it still waits for a reboot.
	ResultPendingReboot = "PendingReboot"
	// ResultRolledBack: Windows offers it again.
	ResultRolledBack = "RolledBack"

	// ResultPassed and ResultNotPassed are an application check's.
	ResultPassed    = "Passed"
	ResultNotPassed = "NotPassed"
)

// The names of Marker.Counts. A document gives those that it has.
const (
	CountUpdates      = "updates"      // listed as present
	CountFound        = "found"        // by the search, after the filters
	CountInstalled    = "installed"    // succeeded, also with errors
	CountFailed       = "failed"       // failed or aborted
	CountSkipped      = "skipped"      // ResultSkipped
	CountNotAttempted = "notAttempted" // ResultNotAttempted
	CountPrograms     = "programs"

	CountPresent    = "present"
	CountPending    = "pending" // ResultPendingReboot
	CountRolledBack = "rolledBack"

	CountPassed    = "passed"
	CountNotPassed = "notPassed"

	// The three places where Windows notes that it wants a reboot: 0 or 1.
	CountPendingComponents = "pendingComponentBasedServicing"
	CountPendingUpdate     = "pendingWindowsUpdate"
	CountPendingRename     = "pendingFileRename"
)
