package windows

import (
	"fmt"
	"time"
)

// everywhereUpdates are offered to every release alike.
func everywhereUpdates() []*Definition {
	var all []*Definition

	var removalTool chain // its versions by month as Microsoft published them
	for _, v := range []struct{ version, published string }{
		{"5.134", "2025-08-12"}, {"5.135", "2025-09-09"}, {"5.136", "2025-10-14"},
	} {
		all = append(all, removalTool.next(&Definition{
			Title: fmt.Sprintf("Windows Malicious Software Removal Tool x64 - v%s (KB890830)", v.version), KB: "890830",
			Classification: UpdateRollups, Published: day(v.published),
			Products: []string{"Windows Server 2016", "Windows Server 2019"},
			SizeMB:   75, InstallTime: 2 * time.Minute,
		}))
	}

	var definitions chain // versions and days are invented
	for _, v := range []struct{ version, published string }{
		{"1.437.120.0", "2025-09-12"}, {"1.439.212.0", "2025-10-16"},
	} {
		all = append(all, definitions.next(&Definition{
			Title: fmt.Sprintf("Security Intelligence Update for Microsoft Defender Antivirus - KB2267602 (Version %s) - Current Channel (Broad)",
				v.version), KB: "2267602",
			Classification: DefinitionUpdates, Published: day(v.published),
			Products: []string{"Microsoft Defender Antivirus"},
			SizeMB:   118, InstallTime: time.Minute,
		}))
	}

	for _, def := range []*Definition{
		{ // The title's form is Windows Update's own for drivers; this one is invented.
			Title:          "Amazon Inc. - Net - 2.9.0.0",
			Classification: Drivers, Published: day("2025-09-02"),
			Products:   []string{"Windows Server Drivers"},
			BrowseOnly: true, Reboots: true,
			SizeMB: 1, InstallTime: time.Minute,
		},
		{ // That it asks for its license by EULA is invented.
			Title:          "Windows Admin Center 2311",
			Classification: Updates, Published: day("2025-08-12"),
			Products: []string{"Windows Admin Center"},
			EULA:     true,
			SizeMB:   93, InstallTime: 3 * time.Minute,
		},
		{ // That it asks for input is invented.
			Title: "Microsoft Silverlight (KB4481252)", KB: "4481252",
			Classification: FeaturePacks, Published: day("2019-01-15"),
			Products:  []string{"Silverlight"},
			UserInput: true,
			SizeMB:    7, InstallTime: time.Minute,
		},
	} {
		all = append(all, def.named())
	}
	return all
}

// sqlServerUpdates are those of one version of SQL Server, by the KBs of
// August and September 2025: in October there was none.
func sqlServerUpdates(product, august, september string) []*Definition {
	var all []*Definition
	var gdr chain
	for _, m := range []struct{ kb, published string }{{august, "2025-08-12"}, {september, "2025-09-09"}} {
		all = append(all, gdr.next(&Definition{
			Title: fmt.Sprintf("Security Update for %s RTM GDR (KB%s)", product, m.kb), KB: m.kb,
			Classification: SecurityUpdates, Severity: "Important", Published: day(m.published),
			Products: []string{"Microsoft " + product},
			Reboots:  true,
			SizeMB:   440, InstallTime: 9 * time.Minute,
		}))
	}
	return all
}
