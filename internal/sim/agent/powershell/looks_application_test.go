package powershell

import (
	"testing"
	"time"

	"patchline/internal/sim/agent"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
	"patchline/internal/testenv"
)

func TestScriptsSeeTheApplication(t *testing.T) {
	w, i := newWorld(t, &faults.Plan{})
	i.Windows.Services = append(i.Windows.Services, windows.Service{Name: "Late", StartType: windows.Automatic, Running: true, StartsIn: 1e6 * time.Hour})
	i.Windows.Application = windows.Application{
		Ports:     []windows.Port{{Port: 443, Service: "W3SVC"}, {Port: 81, Service: "Spooler"}},
		Pages:     []windows.Page{{URL: "http://localhost/health", Status: 503, Text: "größer\r\n"}},
		Processes: []windows.Process{{Name: "w3wp", Count: 2}, {Name: "spool", Count: 1, Service: "Spooler"}},
		Errors: []windows.Error{
			{Log: "System", Provider: "Über", ID: 7, Count: 2, After: time.Minute},
			{Log: "System", Provider: "Later", ID: 8, Count: 1, After: 1e6 * time.Hour},
		},
		UnreadableLogs: []string{"Application"},
	}
	i.Windows.Software = []windows.Program{{Name: "Part", ParentKeyName: "App", SystemComponent: true, ReleaseType: "Hotfix", Wow6432: true}}
	const script = `function Connect-TcpPort { 'the real one' }` + "\n"
	runner := newRunner(t, testenv.NeedPowerShell(t), &memoryStore{}, 1)
	together(t, runner, []look{
		{"a service is on its way", `(Get-Service -Name late).Status`, "StartPending"},
		{"a port that takes connections gives nothing", `"[$(Connect-TcpPort 'localhost' 443 5)]"`, "[]"},
		{"the script's own function does not reach the network", script + `Connect-TcpPort 'localhost' 81 5`, "ConnectionRefused"},
		{"a host that is not there", `Connect-TcpPort 'nowhere' 443 5`, "HostNotFound"},
		{"a page with its text", `$a = Get-HttpAnswer 'http://localhost/health' 5 $true; "$($a.Failure)|$($a.Status)|$($a.Text.Length)"`, "|503|8"},
		{"a page without", `$a = Get-HttpAnswer 'http://localhost/health' 5 $false; "$($a.Failure)|$($a.Status)|$($a.Text)"`, "|503|"},
		{"no page", `(Get-HttpAnswer 'http://nowhere/' 5 $true).Failure`, "HostNotFound"},
		{"the processes that run", `(Get-Process | ForEach-Object { $_.ProcessName }) -join ','`, "w3wp,w3wp"},
		{"a process that does not", `Get-Process -Name spool -ErrorAction Stop`, "caught: Cannot find a process with the ProcessName 'spool'."},
		{"a process by its number", `@(Get-Process -Id 4711 -ErrorAction SilentlyContinue).Count`, "0"},
		{"the errors of a log so far", `(Get-WinEvent -FilterHashtable @{ LogName = 'System'; Level = 1, 2 } | ForEach-Object { "$($_.ProviderName)/$($_.Id)" }) -join ','`, "Über/7,Über/7"},
		{"not more than so many", `@(Get-WinEvent -FilterHashtable @{ LogName = 'System' } -MaxEvents 1).Count`, "1"},
		{"errors since a moment", `try { Get-WinEvent -FilterHashtable @{ LogName = 'System'; StartTime = Get-Date } -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }`, "NoMatchingEventsFound,Get-WinEvent"},
		{"a log that can't be read", `Get-WinEvent -FilterHashtable @{ LogName = 'Application' }`, "caught: " + windows.LogUnreadable},
		{"a 32-bit program's key", `$k = Get-ChildItem -LiteralPath 'HKLM:\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Uninstall'; "$($k.GetValue('DisplayName'))|$($k.GetValue('SystemComponent'))|$($k.GetValue('ParentKeyName'))|$($k.GetValue('ReleaseType'))|$($k.GetValue('None'))"`, "Part|1|App|Hotfix|"},
	}, func(job *agent.Job) { runner.begin(t, w, i, job) })
}
