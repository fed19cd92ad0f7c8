package windows

import "time"

// Definition is an update as Microsoft publishes it: the same for every
// machine that it applies to.
type Definition struct {
	ID             string // UpdateIdentity.UpdateID, a GUID
	Revision       int
	Title          string
	KB             string // KBArticleIDs' only entry, digits; may be empty
	Classification string // see the constants
	Severity       string // MsrcSeverity: Critical, Important, Moderate, Low or empty
	Products       []string
	Published      time.Time
	SizeMB         int
	Supersedes     []string // ids
	EULA           bool     // EulaAccepted is false until AcceptEula
	UserInput      bool     // InstallationBehavior.CanRequestUserInput
	Exclusive      bool     // InstallationBehavior.Impact 2: installs alone
	BrowseOnly     bool     // IUpdate3.BrowseOnly: optional, never selected by itself
	Reboots        bool     // RebootBehavior: needs a reboot to take effect
	// ComponentBased: its package is installed by component-based servicing, so
	// that Win32_QuickFixEngineering (Get-HotFix) lists it.
	ComponentBased bool
	InstallTime    time.Duration
}

// The classifications, in Windows Update's English names.
const (
	SecurityUpdates   = "Security Updates"
	CriticalUpdates   = "Critical Updates"
	UpdateRollups     = "Update Rollups"
	DefinitionUpdates = "Definition Updates"
	Updates           = "Updates"
	FeaturePacks      = "Feature Packs"
	Drivers           = "Drivers"
)

// ClassificationID is the category id of a classification, which searches and
// IUpdate.Categories name it by; "" where there is none of that name. Source:
// "WSUS Classification GUIDs".
func ClassificationID(name string) string {
	switch name {
	case SecurityUpdates:
		return "0FA1201D-4330-4FA8-8AE9-B877473B6441"
	case CriticalUpdates:
		return "E6CF1350-C01B-414D-A61F-263D14D133B4"
	case UpdateRollups:
		return "28BC880E-0592-4CBF-8F95-C79B17911D5F"
	case DefinitionUpdates:
		return "E0789628-CE08-4437-BE74-2495B842F43B"
	case Updates:
		return "CD5FFD1E-E932-4E3A-BF74-18BF0B1BBD83"
	case FeaturePacks:
		return "B54E7D24-7ADD-428F-8B75-90A396FA584F"
	case Drivers:
		return "EBFC1FC5-71A4-4F7B-9ACA-3B9A503104A0"
	default:
		return ""
	}
}

// GermanName is a classification's name on a German Windows. Windows Update
// translates category names, and no ids.
func GermanName(classification string) string {
	switch classification {
	case SecurityUpdates:
		return "Sicherheitsupdates"
	case CriticalUpdates:
		return "Wichtige Updates"
	case UpdateRollups:
		return "Updaterollups"
	case DefinitionUpdates:
		return "Definitionsupdates"
	case Drivers:
		return "Treiber"
	default: // the others are the same
		return classification
	}
}

// Catalogue finds definitions by id.
type Catalogue map[string]*Definition
