package document

// UpdateAgent is the action by which the agent updates itself.
const UpdateAgent = "aws:updateSsmAgent"

// Platform is an operating system as Systems Manager calls it.
type Platform string

// The platforms, in the order of PlatformTypes.
const (
	Windows Platform = "Windows"
	Linux   Platform = "Linux"
	MacOS   Platform = "MacOS"
)

var (
	everywhere  = []Platform{Windows, Linux, MacOS}
	windowsOnly = []Platform{Windows}
	unixOnly    = []Platform{Linux, MacOS}
)

// The actions that run a script, and so may end with the reboot code.
const (
	RunPowerShellScript = "aws:runPowerShellScript"
	RunShellScript      = "aws:runShellScript"
)

// actions are the plugins of Command documents with the platforms that they
// run on: user guide, "Command document plugin reference", and the registry
// of plugins in the agent's source (PowerShell is there on every platform).
var actions = map[string][]Platform{
	"aws:applications":        windowsOnly,
	"aws:cloudWatch":          windowsOnly,
	"aws:configureDocker":     everywhere,
	"aws:configurePackage":    everywhere,
	"aws:domainJoin":          {Windows, Linux},
	"aws:downloadContent":     everywhere,
	"aws:psModule":            windowsOnly,
	"aws:refreshAssociation":  everywhere,
	"aws:runDockerAction":     everywhere,
	"aws:runDocument":         everywhere,
	RunPowerShellScript:       everywhere,
	RunShellScript:            unixOnly,
	"aws:softwareInventory":   everywhere,
	"aws:updateAgent":         windowsOnly,
	UpdateAgent:               everywhere,
	"aws:configureContainers": everywhere,
}
