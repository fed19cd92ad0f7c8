package windows

import "time"

// releaseTable is Windows Server's monthly updates. From November 2025 on,
// titles have another form, which is not simulated.
func releaseTable() []releaseRow {
	return []releaseRow{
		{
			name: "2016", caption: "Microsoft Windows Server 2016 Datacenter", version: "10.0.14393",
			product:    "Windows Server 2016",
			cumulative: "%s Cumulative Update for Windows Server 2016 for x64-based Systems (KB%s)",
			dotNet:     "%s Cumulative Update for .NET Framework 4.8 for Windows Server 2016 for x64 (KB%s)",
			// The only release here whose servicing stack comes apart, and must
			// be installed alone.
			stack: "%s Servicing Stack Update for Windows Server 2016 for x64-based Systems (KB%s)",
			months: []monthRow{
				{month: "2025-07", published: "2025-07-08", cumulative: "5062560", dotNet: "5062064", stack: "5062799"},
				{month: "2025-08", published: "2025-08-12", cumulative: "5063871"},
				{month: "2025-09", published: "2025-09-09", cumulative: "5065427", dotNet: "5065749", stack: "5065687"},
				{month: "2025-10", published: "2025-10-14", cumulative: "5066836", dotNet: "5066136", dotNetSecures: true, stack: "5066584"},
			},
			further: []*Definition{secureBoot("Windows Server 2016 for x64-based Systems")},
			sizeMB:  1740, install: 28 * time.Minute,
		},
		{
			name: "2019", caption: "Microsoft Windows Server 2019 Datacenter", version: "10.0.17763",
			product:    "Windows Server 2019",
			cumulative: "%s Cumulative Update for Windows Server 2019 for x64-based Systems (KB%s)",
			dotNet:     "%s Cumulative Update for .NET Framework 3.5, 4.7.2 and 4.8 for Windows Server 2019 for x64 (KB%s)",
			months: []monthRow{
				{month: "2025-07", published: "2025-07-08", cumulative: "5062557", dotNet: "5062152"},
				{month: "2025-08", published: "2025-08-12", cumulative: "5063877"},
				{month: "2025-09", published: "2025-09-09", cumulative: "5065428", dotNet: "5065955"},
				{month: "2025-10", published: "2025-10-14", cumulative: "5066586", dotNet: "5066738", dotNetSecures: true},
			},
			further: []*Definition{
				secureBoot("Windows Server 2019 for x64-based Systems"),
				critical("2025-10", "Windows Server 2019 for x64-based Systems", "9900019"),
			},
			sizeMB: 720, install: 14 * time.Minute,
		},
		{
			name: "2022", caption: "Microsoft Windows Server 2022 Datacenter", version: "10.0.20348",
			product:    "Microsoft Server operating system-21H2",
			cumulative: "%s Cumulative Update for Microsoft server operating system version 21H2 for x64-based Systems (KB%s)",
			dotNet:     "%s Cumulative Update for .NET Framework 3.5, 4.8 and 4.8.1 for Microsoft server operating system version 21H2 for x64 (KB%s)",
			months: []monthRow{
				{month: "2025-07", published: "2025-07-08", cumulative: "5062572", dotNet: "5062159"},
				{month: "2025-08", published: "2025-08-12", cumulative: "5063880"},
				{month: "2025-09", published: "2025-09-09", cumulative: "5065432", dotNet: "5065962"},
				{month: "2025-10", published: "2025-10-14", cumulative: "5066782", dotNet: "5066743", dotNetSecures: true},
			},
			further: []*Definition{
				secureBoot("Microsoft server operating system version 21H2 for x64-based Systems"),
				critical("2025-10", "Microsoft server operating system version 21H2 for x64-based Systems", "9900022"),
				preview("Microsoft server operating system version 21H2 for x64", "9900122"),
			},
			sizeMB: 430, install: 11 * time.Minute,
		},
		{
			name: "2025", caption: "Microsoft Windows Server 2025 Datacenter", version: "10.0.26100",
			product:    "Microsoft Server Operating System-24H2",
			cumulative: "%s Cumulative Update for Microsoft server operating system version 24H2 for x64-based Systems (KB%s)",
			dotNet:     "%s Cumulative Update for .NET Framework 3.5 and 4.8.1 for Microsoft server operating system version 24H2 for x64 (KB%s)",
			months: []monthRow{
				{month: "2025-07", published: "2025-07-08", cumulative: "5062553", dotNet: "5056579"},
				{month: "2025-08", published: "2025-08-12", cumulative: "5063878"},
				{month: "2025-09", published: "2025-09-09", cumulative: "5065426", dotNet: "5064401"},
				{month: "2025-10", published: "2025-10-14", cumulative: "5066835", dotNet: "5066131", dotNetSecures: true},
			},
			further: []*Definition{preview("Microsoft server operating system version 24H2 for x64", "9900125")},
			sizeMB:  2600, install: 16 * time.Minute,
		},
	}
}

// secureBoot is KB5012170, which is known for ending with 0x800F0922 where the
// system partition is too small.
func secureBoot(system string) *Definition {
	return &Definition{
		Title: "2022-08 Security Update for " + system + " (KB5012170)", KB: "5012170",
		Classification: SecurityUpdates, Severity: "Important", Published: day("2022-08-09"),
		Reboots: true, ComponentBased: true,
		SizeMB: 1, InstallTime: time.Minute,
	}
}

// critical is invented: the classification is part of what a patch day
// installs, and Microsoft hardly uses it for servers any more.
func critical(month, system, kb string) *Definition {
	return &Definition{
		Title: month + " Update for " + system + " (KB" + kb + ")", KB: kb,
		Classification: CriticalUpdates, Published: newestMonth(),
		ComponentBased: true,
		SizeMB:         3, InstallTime: time.Minute,
	}
}

// preview is invented: .NET Framework's previews of these months are for
// client systems only.
func preview(system, kb string) *Definition {
	return &Definition{
		Title: "2025-10 Cumulative Update Preview for .NET Framework 3.5 and 4.8.1 for " + system + " (KB" + kb + ")", KB: kb,
		Classification: Updates, Published: day("2025-10-28"),
		BrowseOnly: true, Reboots: true, ComponentBased: true,
		SizeMB: 75, InstallTime: 4 * time.Minute,
	}
}
