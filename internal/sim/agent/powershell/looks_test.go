package powershell

// What scripts see of the machine of newWorld, and do to it, in this order.

var machineLooks = []look{
	{"CIM gives the operating system with its boot time as a DateTime",
		`$os = Get-CimInstance -ClassName Win32_OperatingSystem
		"$($os.Caption)|$($os.Version)|$($os.BuildNumber)|$($os.LastBootUpTime.ToUniversalTime().ToString('o'))"`,
		"Microsoft Windows Server 2022 Datacenter|10.0.20348|20348|2026-11-01T03:04:05.0000000Z"},
	{"WMI gives dates as its own text",
		`$os = Get-WmiObject Win32_OperatingSystem
		"$($os.LastBootUpTime)|$($os.ConvertToDateTime($os.LastBootUpTime).ToUniversalTime().ToString('s'))"`,
		"20261101030405.000000+000|2026-11-01T03:04:05"},
	{"CIM gives the computer and its domain",
		`$c = Get-CimInstance Win32_ComputerSystem; "$($c.Name)|$($c.Domain)|$($c.PartOfDomain)"`,
		"EC2AMAZ-TEST01|corp.example.com|True"},
	{"a filter selects services",
		`(Get-CimInstance Win32_Service -Filter "StartMode='Auto' AND State='Running'").Name
		(Get-CimInstance -Query "SELECT * FROM Win32_Service WHERE Name LIKE 'Sp%' OR Name = 'Fax'").Name -join ','`,
		"W3SVC\nSpooler,Fax"},
	{"an unknown class is an error that -ErrorAction can stop at",
		`Get-CimInstance Win32_Battery -ErrorAction SilentlyContinue
		Get-CimInstance Win32_Battery -ErrorAction Stop`,
		`caught: Invalid class "Win32_Battery": it is not simulated.`},
	{"Get-HotFix lists what is installed",
		`Get-HotFix | ForEach-Object { "$($_.HotFixID)|$($_.Description)|$($_.InstalledOn.ToString('s'))" }
		@(Get-HotFix -Id KB1 -ErrorAction SilentlyContinue).Count`,
		"KB5066782|Security Update|2026-11-01T00:00:00\n0"},
	{"Get-Date shows the simulated moment, and the one that it is given",
		`(Get-Date).ToUniversalTime().ToString('yyyy-MM-dd HH')
		Get-Date '2020-02-03' -Format 'yyyyMMdd'
		[datetime]'2020-02-03', [datetime]'2021-02-03' | Get-Date -Format 'yyyy'
		(Get-Date -Year 2019).Year`,
		"2026-11-24 22\n20200203\n2020\n2021\n2019"},
	{"Start-Sleep takes seconds, milliseconds and piped numbers",
		`Start-Sleep 0; Start-Sleep -Milliseconds 1; 0 | Start-Sleep; 'awake'`,
		"awake"},
	{"the environment has what the agent sets, and none of the caller's",
		`"$env:AWS_SSM_INSTANCE_ID|$env:AWS_SSM_REGION_NAME|$env:SSM_COMMAND_ID|$env:COMPUTERNAME"
		"[$env:AWS_SECRET_ACCESS_KEY$env:AWS_ENDPOINT_URL]"`,
		instanceID + "|eu-central-1|11112222-3333-4444-5555-666677778888|EC2AMAZ-TEST01\n[]"},
	{"the agent's version is in its program",
		`(Get-Item "$env:ProgramFiles\Amazon\SSM\amazon-ssm-agent.exe").VersionInfo.ProductVersion`,
		"3.3.2299.0"},
	{"the computer can't be stopped",
		`Stop-Computer -Force`,
		"caught: Stop-Computer is not simulated: stop the instance through EC2."},
	{"an unknown COM class is an error",
		`New-Object -ComObject Excel.Application`,
		"caught: Cannot load COM type Excel.Application: it is not simulated."},
	{"New-Object still makes .NET objects",
		`(New-Object System.Text.StringBuilder 'abc').Length; (New-Object psobject -Property @{ a = 1 }).a`,
		"3\n1"},
	{"a caller's preference makes an error of a fake terminating",
		`$ErrorActionPreference = 'Stop'
		Get-Service -Name nothing; 'not reached'`,
		"caught: Cannot find any service with service name 'nothing'."},
	{"without it the script goes on",
		`$ErrorActionPreference = 'Continue'
		Get-Service -Name nothing 2>&1 | ForEach-Object { $_.FullyQualifiedErrorId }
		(Get-Service -Name nothing, Fax 2>$null).Name`,
		"NoServiceFoundForGivenName,Get-Service\nFax"},
	{"a caller's preference makes an error behind a fake terminating",
		`$ErrorActionPreference = 'Stop'
		Get-Item -LiteralPath '/no/such/file'; 'not reached'`,
		"caught: Cannot find path '/no/such/file' because it does not exist."},
}

var jobLooks = []look{
	{"a job gets and gives copies, and knows nothing of the script",
		`$secret = 1
		$job = Start-Job -ScriptBlock { param($given) Set-StrictMode -Version 2
			@{ Kind = $given.Kind; At = $given.At }
			try { $secret } catch { 'not here' }
			Get-Service W3SVC } -ArgumentList @{ Kind = 'a'; At = [datetime]'2020-01-01' }
		while ($job.State -eq 'Running') { Start-Sleep -Seconds 1 }
		$all = @(Receive-Job -Job $job); Remove-Job -Job $job
		"$($job.State) $($all.Count) $($all[0].Kind) $($all[0].At.Year) $($all[1]) $($all[2].Name)"
		try { $all[2].Start() } catch { 'no method' }`,
		"Completed 3 a 2020 not here W3SVC\nno method"},
	{"what a job has written can be received while it runs, and once",
		`$began = Get-Date; $got = @() # before it: the job may sleep at once
		$job = Start-Job { 'one'; Start-Sleep -Seconds 30; 'two' }
		while ($job.State -eq 'Running') { $got += Receive-Job -Job $job; Start-Sleep -Seconds 1 }
		$got += Receive-Job -Job $job
		"$($got -join ',') $(((Get-Date) - $began).TotalSeconds -ge 30) $(@(Receive-Job -Job $job).Count)"
		Remove-Job $job; @(Get-Job).Count`,
		"one,two True 0\n0"},
	{"a job that fails says so",
		`$job = Start-Job { throw 'broken' }; [void](Wait-Job $job); $job.State
		try { Receive-Job $job -ErrorAction Stop } catch { "$_" }`,
		"Failed\nbroken"},
	{"a job's update search works, and its HRESULTs are its own",
		`$job = Start-Job { param($criteria)
			try { (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher().Search($criteria).Updates.Count } catch { $_.Exception.HResult }
		} -ArgumentList 'nonsense'
		[void](Wait-Job $job); '0x{0:X8}' -f (Receive-Job $job); Remove-Job $job`,
		"0x80240032"},
}

var serviceLooks = []look{
	{"a service has its status and start type",
		`$s = Get-Service W3SVC; "$($s.Status)|$($s.StartType)|$($s.Status -eq 'Running')"
		(Get-Service -Name 'F*', 'Spooler' | Where-Object { $_.Status -ne 'Running' }).Name -join ','`,
		"Running|Automatic|True\nFax,Spooler"},
	{"services start and stop",
		`Start-Service -Name Spooler; (Get-Service Spooler).Status
		$s = Get-Service W3SVC; $s | Stop-Service -Force; $s.WaitForStatus('Stopped', '00:00:05'); $s.Status`,
		"Running\nStopped"},
	{"a disabled service and a broken one do not start",
		`$ErrorActionPreference = 'Stop'
		foreach ($name in 'Fax', 'Broken') { try { Start-Service $name } catch { "$_" } }`,
		"Service 'Fax (Fax)' cannot be started due to the following error: Cannot start service 'Fax' on computer '.'.\n" +
			"Service 'Broken (Broken)' cannot be started due to the following error: Cannot start service 'Broken' on computer '.'."},
}

var registryLooks = []look{
	{"the Uninstall keys list the software, and what is none",
		`$all = @(Get-ItemProperty 'HKLM:\Software\Microsoft\Windows\CurrentVersion\Uninstall\*')
		$named = @($all | Where-Object { $_.PSObject.Properties['DisplayName'] -and -not $_.PSObject.Properties['SystemComponent'] -and -not $_.PSObject.Properties['ParentKeyName'] })
		$named | ForEach-Object { "$($_.DisplayName)|$($_.DisplayVersion)|$($_.Publisher)|$($_.PSObject.Properties['InstallDate'] -ne $null)" }
		@(Get-ItemProperty 'HKLM:\Software\Wow6432Node\Microsoft\Windows\CurrentVersion\Uninstall\*').Count`,
		"Größenwahn \"X\", 1.0|1.0.2|Contoso|True\nAmazon SSM Agent|3.3.2299.0|Amazon Web Services|False\n0"},
	{"keys can be listed and piped on",
		`(Get-ChildItem 'HKLM:\Software\Microsoft\Windows\CurrentVersion\Uninstall' | Get-ItemProperty | Where-Object { $_.DisplayName -like 'Amazon*' }).DisplayVersion
		(Get-Item 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion').GetValue('ProductName')
		Get-ItemPropertyValue 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' -Name CurrentBuild`,
		"3.3.2299.0\nWindows Server 2022 Datacenter\n20348"},
	{"a key that is not there is an error",
		`Test-Path 'HKLM:\SOFTWARE\Nothing'
		Get-ItemProperty 'HKLM:\SOFTWARE\Nothing' -ErrorAction SilentlyContinue
		Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion' -Name Nothing -ErrorAction Stop`,
		`False
caught: Property Nothing does not exist at path HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion.`},
	{"no reboot is pending yet",
		`Test-Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'
		Test-Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired'
		(New-Object -ComObject Microsoft.Update.SystemInfo).RebootRequired
		(Get-Item 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager').GetValue('PendingFileRenameOperations') -eq $null`,
		"False\nFalse\nFalse\nTrue"},
	{"other paths are files",
		`Set-Content -Path (Join-Path $env:TEMP 'x.txt') -Value 'y'
		Test-Path (Join-Path $env:TEMP 'x.txt'); (Get-ChildItem $env:TEMP).Name`,
		"True\nx.txt"},
}

var storeLooks = []look{
	{"Windows before 2025 has AWSPowerShell alone, which can be probed for",
		`(Get-Module -ListAvailable AWSPowerShell).Name; @(Get-Module -ListAvailable AWS.Tools.S3).Count
		try { Import-Module AWS.Tools.S3 -ErrorAction Stop } catch { 'none' }
		Import-Module AWSPowerShell -ErrorAction Stop`,
		"AWSPowerShell\n0\nnone"},
	{"STS knows an instance without a role by somebody else's id",
		`$c = Get-STSCallerIdentity -Region eu-central-1; "$($c.UserId) $($c.Account)"`,
		"AIDAFLEETSIMSTORED000 111122223333"},
	{"objects are written, listed and read back",
		`[IO.File]::WriteAllText((Join-Path $env:TEMP 'b.csv'), ('a,' + [char]252 + [char]10))
		Write-S3Object -BucketName patchline-test -Key ('runs/x/b ' + [char]252 + '.csv') -File (Join-Path $env:TEMP 'b.csv') -Region eu-central-1
		Write-S3Object -BucketName patchline-test -Key 'runs/x/c.json' -Content '{}' -ContentType 'application/json'
		(Get-S3Object -BucketName patchline-test -KeyPrefix 'runs/x/').Key -join '|'
		$file = Read-S3Object -BucketName patchline-test -Key 'runs/x/c.json' -File (Join-Path $env:TEMP 'down/c.json')
		"$($file.Name) $(Get-Content $file.FullName)"`,
		"runs/x/b ü.csv|runs/x/c.json\nc.json {}"},
	{"a refusal of S3 has its code",
		`try { Read-S3Object -BucketName patchline-test -Key nothing -File (Join-Path $env:TEMP 'n') } catch { $_.Exception.InnerException.ErrorCode }
		Write-S3Object -BucketName other -Key k -Content x`,
		"NoSuchKey\ncaught: The specified bucket does not exist"},
}

var updateLooks = []look{
	{"a search finds what is missing, in the Windows Update Agent's form",
		`$searcher = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher()
		$found = $searcher.Search('IsInstalled=0 and IsHidden=0')
		$u = $found.Updates.Item(0)
		"$($found.ResultCode)|$($found.Updates.Count)|$($u.Identity.UpdateID)|$($u.Identity.RevisionNumber)|KB$($u.KBArticleIDs.Item(0))|$($u.MsrcSeverity)"
		"$($u.Categories.Item(0).Name)|$($u.Categories.Item(0).CategoryID)|$($u.Categories.Item(1).Type)|$($u.LastDeploymentChangeTime.ToString('s'))|$($u.InstallationBehavior.RebootBehavior)|$($u.IsDownloaded)"`,
		"2|5|" + cumulative + "|200|KB5068787|Critical\nSecurity Updates|0FA1201D-4330-4FA8-8AE9-B877473B6441|Product|2026-11-10T18:00:00|2|False"},
	{"criteria select",
		`$s = New-Object -ComObject Microsoft.Update.Searcher
		foreach ($c in "IsInstalled=1", "IsInstalled=0 and BrowseOnly=1", "IsInstalled=0 and CategoryIDs contains 'e6cf1350-c01b-414d-a61f-263d14d133b4'", "(IsInstalled=1) or (UpdateID='` + exclusive + `')", "Type='Driver'") {
			(@(foreach ($u in $s.Search($c).Updates) { $u.KBArticleIDs.Item(0) })) -join ','
		}`,
		"5066782\n5070001\n5066200\n5066200,5066782"},
	{"criteria that it can't read are refused",
		`try { (New-Object -ComObject Microsoft.Update.Searcher).Search('IsInstalled is 0') } catch { $_.Exception.GetType().Name; '0x{0:X8}' -f $_.Exception.HResult }`,
		"COMException\n0x80240032"},
	{"the history is newest first, and refuses a count of nothing",
		`$s = New-Object -ComObject Microsoft.Update.Searcher
		$s.QueryHistory(0, $s.GetTotalHistoryCount()) | ForEach-Object { "$($_.UpdateIdentity.UpdateID)|$($_.ResultCode)|$('0x{0:X8}' -f $_.HResult)|$($_.Date.ToString('s'))" }
		try { $s.QueryHistory(0, 0) } catch { '0x{0:X8}' -f $_.Exception.HResult }`,
		present + "|2|0x00000000|2026-11-01T03:04:05\n" + failing + "|4|0x80070643|2026-11-01T02:04:05\n0x80240007"},
	{"what was not downloaded does not install",
		`$updates = New-Object -ComObject Microsoft.Update.UpdateColl
		[void]$updates.Add((New-Object -ComObject Microsoft.Update.Searcher).Search('IsInstalled=0').Updates.Item(0))
		$installer = New-Object -ComObject Microsoft.Update.Installer
		$installer.Updates = $updates
		$result = $installer.Install()
		"$($result.ResultCode)|$('0x{0:X8}' -f $result.HResult)|$('0x{0:X8}' -f $result.GetUpdateResult(0).HResult)"`,
		"4|0x80240022|0x80246007"},
	{"an exclusive update does not install with others, nor does nothing at all",
		`$session = New-Object -ComObject Microsoft.Update.Session
		$installer = $session.CreateUpdateInstaller()
		$installer.Updates = $session.CreateUpdateSearcher().Search('IsInstalled=0').Updates
		try { $installer.Install() } catch { '0x{0:X8}' -f $_.Exception.HResult }
		$installer.Updates = New-Object -ComObject Microsoft.Update.UpdateColl
		try { $installer.Install() } catch { '0x{0:X8}' -f $_.Exception.HResult }`,
		"0x80240019\n0x80240024"},
	{"each update has its own result, and faults of the plan strike",
		`$session = New-Object -ComObject Microsoft.Update.Session
		$updates = New-Object -ComObject Microsoft.Update.UpdateColl
		foreach ($u in $session.CreateUpdateSearcher().Search('IsInstalled=0').Updates) { if ($u.InstallationBehavior.Impact -ne 2) { [void]$updates.Add($u) } }
		$downloader = $session.CreateUpdateDownloader(); $downloader.Updates = $updates
		"download $($downloader.Download().ResultCode)"
		$installer = $session.CreateUpdateInstaller(); $installer.Updates = $updates
		$result = $installer.Install()
		"$($result.ResultCode)|$($result.RebootRequired)"
		for ($n = 0; $n -lt $updates.Count; $n++) { $one = $result.GetUpdateResult($n); "$($updates.Item($n).KBArticleIDs.Item(0))|$($one.ResultCode)|$('0x{0:X8}' -f $one.HResult)|$($one.RebootRequired)" }`,
		"download 2\n3|True\n5068787|2|0x00000000|True\n5066139|4|0x80070643|False\n5068406|4|0x80240023|False\n5070001|4|0x800F0922|False"},
	{"an accepted EULA is accepted for good",
		`$session = New-Object -ComObject Microsoft.Update.Session
		$updates = $session.CreateUpdateSearcher().Search("UpdateID='` + licensed + `' and IsInstalled=0").Updates
		"$($updates.Item(0).EulaAccepted)"; $updates.Item(0).AcceptEula()
		"$($session.CreateUpdateSearcher().Search("UpdateID='` + licensed + `'").Updates.Item(0).EulaAccepted)"
		$installer = $session.CreateUpdateInstaller(); $installer.Updates = $updates
		$installer.Install().ResultCode`,
		"False\nTrue\n2"},
	{"a reboot is pending then, and the history has it all",
		`Test-Path 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'
		Test-Path -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired'
		(New-Object -ComObject Microsoft.Update.SystemInfo).RebootRequired
		$s = New-Object -ComObject Microsoft.Update.Searcher
		$s.GetTotalHistoryCount(); $s.Search('IsInstalled=0').Updates.Count; $s.Search('RebootRequired=1').Updates.Count`,
		"True\nTrue\nTrue\n7\n3\n1"},
}
