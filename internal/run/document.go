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
	ParamStore     = "Store"     // s3://bucket/prefix
	ParamRun       = "RunId"     // ValidID
	ParamAttempt   = "Attempt"   // 1, 2, …
	ParamInstances = "Instances" // base64 of JSON: instance id → Labels
)

// The further parameters of single documents.
const (
	// ParamMode is of DocInstall: Install, or Scan that installs nothing.
	ParamMode = "Mode"
	// ParamIgnorePendingReboot is of DocInstall: true installs although a
	// reboot is pending already.
	ParamIgnorePendingReboot = "IgnorePendingReboot"
)

// Labels are what an instance's tags say of it, as its rows in a CSV show it.
type Labels struct {
	Owner       string `json:"owner"`
	Application string `json:"application"`
}
