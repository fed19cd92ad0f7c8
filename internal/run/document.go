package run

// The documents of a patch day. Each is an SSM document of schema 2.2 with one
// aws:runPowerShellScript step (UpdateSSMAgent has an aws:updateSsmAgent step
// before it).
const (
	DocUpdateAgent       = "Patchline-UpdateSSMAgent"
	DocUpdatesBefore     = "Patchline-UpdateWindows-Before"
	DocInstall           = "Patchline-UpdateWindows-NoRestart"
	DocUpdatesAfter      = "Patchline-UpdateWindows-After"
	DocCompare           = "Patchline-Compare-Update"
	DocFailedCheck       = "Patchline-Failed-Update-Check"
	DocSoftware          = "Patchline-Software-Inventory"
	DocConfirm           = "Patchline-Confirm-Update"
	DocVerifyApplication = "Patchline-Verify-Application"
)

// The parameters that every document of a patch day takes, all strings.
const (
	ParamStore = "Store" // s3://bucket/prefix
	// ParamStoreRegion is the Region of the store's bucket, which may be another
	// than the instance's: S3 answers a client of another Region with
	// PermanentRedirect or AuthorizationHeaderMalformed, which AWS Tools for
	// PowerShell do not follow.
	ParamStoreRegion = "StoreRegion"
	ParamRun         = "RunId"     // ValidID
	ParamAttempt     = "Attempt"   // 1, 2, …
	ParamInstances   = "Instances" // base64 of JSON: instance id → Labels
)

// The further parameters of single documents.
const (
	// ParamMode is of DocInstall: Install, or Scan that installs nothing.
	ParamMode = "Mode"
	// ParamIgnorePendingReboot is of DocInstall: true installs although a
	// reboot is pending already.
	ParamIgnorePendingReboot = "IgnorePendingReboot"
	// ParamClassifications is of DocInstall: those installed, separated by
	// commas, in Windows Update's own English names; empty: any.
	ParamClassifications = "Classifications"
	// ParamSeverities is of DocInstall: the MsrcSeverity values installed,
	// separated by commas, where Unspecified is an update without; empty: any.
	ParamSeverities = "Severities"
	// ParamAllow and ParamDeny are of DocInstall: KB numbers and UpdateIDs,
	// separated by commas. What is denied is never installed. Where something
	// is allowed, nothing else is.
	ParamAllow = "Allow"
	ParamDeny  = "Deny"
	// ParamApprovalDelay is of DocInstall: how many days an update must have
	// been published.
	ParamApprovalDelay = "ApprovalDelayDays"
	// ParamCutOff is of DocInstall: yyyy-mm-dd, the last day of publication
	// (UTC) that is installed; empty: any.
	ParamCutOff = "CutOffDate"
)

// The parameters of DocVerifyApplication. Lists are separated by commas; an empty
// one asks for nothing.
const (
	// ParamServices: names of services; * for every one that starts by itself.
	ParamServices = "Services"
	// ParamTCPPorts: each is a port of the instance, or host:port.
	ParamTCPPorts = "TcpPorts"
	// ParamURLs: each is a URL, which must answer 2xx, or a URL, a space and what
	// is expected: a status, a text, or a status, a space and a text.
	ParamURLs = "Urls"
	// ParamProcesses: names of processes, with .exe or without.
	ParamProcesses = "Processes"
	// ParamEventLogs: System or Application, which must have no errors since the
	// boot.
	ParamEventLogs = "EventLogs"
	// ParamIgnoredEvents: errors that don't count, provider or provider/id.
	ParamIgnoredEvents = "IgnoredEvents"
	// ParamScript: one script of the store, as SHA-256/name.ps1.
	ParamScript = "Script"
	// ParamCheckSeconds is how long one connection or request may take, and
	// ParamScriptSeconds the script.
	ParamCheckSeconds  = "CheckSeconds"
	ParamScriptSeconds = "ScriptSeconds"
	// ParamRetries is how often what did not pass is tried again, each time after
	// ParamRetrySeconds.
	ParamRetries      = "Retries"
	ParamRetrySeconds = "RetrySeconds"
)

// Labels are what an instance's tags say of it, as its rows in a CSV show it.
type Labels struct {
	Owner       string `json:"owner"`
	Application string `json:"application"`
}

// PatchDay is the documents of a patch day before the reboot, in their order.
// DocConfirm comes after it.
var PatchDay = []string{
	DocUpdateAgent, DocUpdatesBefore, DocInstall, DocUpdatesAfter, DocCompare, DocFailedCheck, DocSoftware,
}
