package windows

import "time"

// Definition is an update as Microsoft publishes it: the same for every
// machine that it applies to.
type Definition struct {
	ID             string // UpdateIdentity.UpdateID, a GUID
	Revision       int
	Title          string
	KB             string // KBArticleIDs' only entry, digits; may be empty
	Classification string // Security Updates, Critical Updates, Update Rollups, Definition Updates, Updates, Drivers
	Severity       string // MsrcSeverity: Critical, Important, Moderate, Low or empty
	Products       []string
	Published      time.Time
	SizeMB         int
	Supersedes     []string // ids
	EULA           bool     // EulaAccepted is false until AcceptEula
	UserInput      bool     // InstallationBehavior.CanRequestUserInput
	Exclusive      bool     // InstallationBehavior.Impact 2: installs alone
	Reboots        bool     // RebootBehavior: needs a reboot to take effect
	InstallTime    time.Duration
}

// Catalogue finds definitions by id.
type Catalogue map[string]*Definition
