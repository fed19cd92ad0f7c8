package windows

// roles are the roles of the built-in library: what such a server typically
// has beyond a base server. Versions are examples.
func roles(sql2019, sql2022 []*Definition) []Role {
	return []Role{
		{Name: "base"},
		{
			Name: "web",
			Services: []Service{
				running("W3SVC", "World Wide Web Publishing Service"),
				running("WAS", "Windows Process Activation Service"),
				running("AppHostSvc", "Application Host Helper Service"),
			},
			Software: []Program{
				microsoft("IIS URL Rewrite Module 2", "7.2.1993", "20240918"),
				microsoft("Microsoft .NET 8.0.11 - Windows Server Hosting", "8.0.11.24521", "20241203"),
			},
			Application: Application{
				Ports:     []Port{{Port: 80, Service: "W3SVC"}},
				Pages:     []Page{{URL: "http://localhost/", Status: 200, Text: "IIS Windows Server", Service: "W3SVC"}},
				Processes: []Process{{Name: "w3wp", Count: 1, Service: "W3SVC"}},
			},
		},
		sqlServer("sql-2019", "Microsoft SQL Server 2019 (64-bit)", sql2019),
		sqlServer("sql-2022", "Microsoft SQL Server 2022 (64-bit)", sql2022),
		{
			Name: "file",
			Services: []Service{
				running("srmsvc", "File Server Resource Manager"),
				running("DFSR", "DFS Replication"),
			},
		},
		{
			Name: "app",
			Software: []Program{
				{Name: "Eclipse Temurin JRE with Hotspot 17.0.13+11 (x64)", Version: "17.0.13.11", Publisher: "Eclipse Adoptium", InstallDate: "20241105"},
				microsoft("Microsoft Visual C++ 2015-2022 Redistributable (x64) - 14.42.34433", "14.42.34433.0", "20241105"),
			},
		},
	}
}

func sqlServer(role, product string, updates []*Definition) Role {
	return Role{
		Name: role,
		Services: []Service{
			running("MSSQLSERVER", "SQL Server (MSSQLSERVER)"),
			running("SQLSERVERAGENT", "SQL Server Agent (MSSQLSERVER)"),
			running("SQLWriter", "SQL Server VSS Writer"),
			running("SQLTELEMETRY", "SQL Server CEIP service (MSSQLSERVER)"),
			{Name: "SQLBrowser", DisplayName: "SQL Server Browser", StartType: Disabled},
		},
		Software: []Program{
			microsoft(product, "", "20240304"), // its entry has no version
			microsoft("SQL Server Management Studio", "20.2.30.0", "20240827"),
			microsoft("Microsoft ODBC Driver 17 for SQL Server", "17.10.6.1", "20240304"),
			microsoft("Microsoft OLE DB Driver for SQL Server", "18.7.4.0", "20240304"),
		},
		Updates: updates,
		Application: Application{
			Ports:     []Port{{Port: 1433, Service: "MSSQLSERVER"}},
			Processes: []Process{{Name: "sqlservr", Count: 1, Service: "MSSQLSERVER"}},
		},
	}
}

// baseServices are what every Windows on EC2 runs, as far as a patch day can
// notice it.
func baseServices() []Service {
	return []Service{
		{Name: "wuauserv", DisplayName: "Windows Update", StartType: Manual, Running: true},
		{Name: "TrustedInstaller", DisplayName: "Windows Modules Installer", StartType: Manual},
		{Name: "BITS", DisplayName: "Background Intelligent Transfer Service", StartType: Manual},
		running("AmazonSSMAgent", "Amazon SSM Agent"),
		running("Amazon EC2Launch", "Amazon EC2Launch"),
		running("WinDefend", "Microsoft Defender Antivirus Service"),
		running("EventLog", "Windows Event Log"),
		running("LanmanServer", "Server"),
		running("WinRM", "Windows Remote Management (WS-Management)"),
		running("W32Time", "Windows Time"),
	}
}

// baseSoftware is on every Amazon machine image of Windows.
func baseSoftware() []Program {
	return []Program{
		{Name: "Amazon SSM Agent", Version: "3.3.2299.0", Publisher: "Amazon Web Services"},
		{Name: "Amazon EC2Launch", Version: "2.0.2107", Publisher: "Amazon Web Services", InstallDate: "20250311"},
		{Name: "AWS Tools for Windows", Version: "3.15.1748", Publisher: "Amazon Web Services Developer Relations", InstallDate: "20250311"},
		{Name: "aws-cfn-bootstrap", Version: "2.0.33", Publisher: "Amazon Web Services", InstallDate: "20250311"},
		{Name: "AWS PV Drivers", Version: "8.6.0", Publisher: "Amazon Web Services", InstallDate: "20250311"},
	}
}

func running(name, display string) Service {
	return Service{Name: name, DisplayName: display, StartType: Automatic, Running: true}
}

func microsoft(name, version, installed string) Program {
	return Program{Name: name, Version: version, Publisher: "Microsoft Corporation", InstallDate: installed}
}
