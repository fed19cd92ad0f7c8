package agent

import (
	"strings"
	"testing"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/documents"
)

// script runs a script as AWS-RunPowerShellScript does, and gives what came of
// it and how long it took.
func (f *fixture) script(action, text string) (Progress, time.Duration) {
	f.t.Helper()
	job := f.job("AWS-RunPowerShellScript")
	job.Action = action
	job.Inputs["runCommand"] = strings.Split(text, "\n")
	started := time.Now()
	p := f.do(job)
	return p, time.Since(started)
}

func TestPowerShellLinesThatTheGoAgentKnows(t *testing.T) {
	for name, c := range map[string]struct {
		script         string
		stdout, stderr string
		code           int
	}{
		"nothing":                    {script: ""},
		"comments and blank lines":   {script: "# a\n\n  # b\n"},
		"an exit code":               {script: "exit 7\nWrite-Output 'not reached'", code: 7},
		"exit without a code":        {script: "exit"},
		"a restart's exit code":      {script: "exit 3010", code: 3010},
		"a negative exit code":       {script: "exit -1", code: -1},
		"output":                     {script: "Write-Output 'it''s'\nwrite-host \"two\"", stdout: "it's\r\ntwo\r\n"},
		"a text alone":               {script: "'one'", stdout: "one\r\n"},
		"a repeated text":            {script: "'ab' * 3", stdout: "ababab\r\n"},
		"a repeated text in output":  {script: "Write-Output ('ab' * 2)", stdout: "abab\r\n"},
		"an error that goes on":      {script: "Write-Error 'a'\n[Console]::Error.WriteLine('b')\n'c'", stdout: "c\r\n", stderr: "a\r\nb\r\n"},
		"a throw":                    {script: "'a'\nthrow 'broken'\n'b'", stdout: "a\r\n", stderr: "broken\r\n", code: 1},
		"the boot time":              {script: "(Get-CimInstance Win32_OperatingSystem).LastBootUpTime.ToUniversalTime().ToString('o')", stdout: "2024-05-24T22:00:00.0000000Z\r\n"},
		"a service that isn't there": {script: "Restart-Service MSSQLSERVER", stderr: "Cannot find any service with service name 'MSSQLSERVER'.\r\n", code: 1},
		"a service that is disabled": {script: "Start-Service Spooler", stderr: "Service 'Print Spooler (Spooler)' cannot be started.\r\n", code: 1},
		"ends of lines of Windows":   {script: "'a'\r\nexit 2\r", stdout: "a\r\n", code: 2},
	} {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				p, _ := f.script("aws:runPowerShellScript", c.script)
				if p.Stdout != c.stdout || p.Stderr != c.stderr || p.ExitCode != c.code || !p.Done {
					t.Errorf("got %+v; want %+v", p, c)
				}
			})
		})
	}
}

func TestPowerShellLinesBeyondTheGoAgentFailAndSayWhich(t *testing.T) {
	for _, text := range []string{
		"Get-Process",
		"Write-Output $env:COMPUTERNAME",
		"Write-Output \"$x\"",
		"Write-Output 'a' 'b'",
		"Write-Output 'a' | Out-Null",
		"exit 1; exit 0",
		"exit $LASTEXITCODE",
		"exit 99999999999",
		"exit 4294967296",
		"Start-Sleep -Seconds 200000",
		"Start-Sleep -Milliseconds 5",
		"'x' * 9999999",
		"Restart-Computer -ComputerName other",
		"Restart-Service *",
		"Write-Error 'a')",
		"[Console]::Error.WriteLine('a'",
		"if ($true) { 'a' }",
		"'it's'",
	} {
		t.Run(text, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				p, _ := f.script("aws:runPowerShellScript", "'before'\n"+text+"\n'after'")
				want := "fleet-sim: no PowerShell at hand (--powershell): this line is beyond the Go agent: " + text + "\r\n"
				if p.ExitCode != 1 || p.Stderr != want || p.Stdout != "before\r\n" {
					t.Errorf("got %+v; want %q", p, want)
				}
			})
		})
	}
}

func TestASleepTakesItsTime(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		p, took := f.script("aws:runPowerShellScript", "Start-Sleep -Seconds 100\nstart-sleep 20\nStart-Sleep -Seconds 0\n'woken'")
		if p.Stdout != "woken\r\n" || took < 120*time.Second+powerShellTakes.low || took > 120*time.Second+powerShellTakes.high {
			t.Errorf("took %v, ended with %+v", took, p)
		}
	})
}

func TestAServiceIsRestarted(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		job := f.job("AWS-RunPowerShellScript")
		job.Inputs["runCommand"] = "Stop-Service -Name 'w3svc' -Force\nStart-Service W3SVC"
		stopped := false
		p := f.do(job, func() bool { stopped = stopped || !f.machine.Services[0].Running; return false })
		if p.ExitCode != 0 || !stopped || !f.machine.Services[0].Running {
			t.Errorf("ended with %+v, stopped in between: %v, running: %v", p, stopped, f.machine.Services[0].Running)
		}
	})
}

func TestAServiceThatDoesNotComeUpFailsItsRestart(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		f.machine.Services[0].FailsToStart = true
		if p, _ := f.script("aws:runPowerShellScript", "Restart-Service W3SVC"); p.ExitCode != 1 || f.machine.Services[0].Running {
			t.Errorf("ended with %+v, running: %v", p, f.machine.Services[0].Running)
		}
	})
}

func TestARestartFromInsideGivesAnotherBootTime(t *testing.T) {
	inTheNight(t, nil, func(f *fixture) {
		p, _ := f.script("aws:runPowerShellScript", "Restart-Computer -Force")
		time.Sleep(time.Hour)
		f.world.Do(func() {})
		if p.ExitCode != 0 || !f.machine.BootTime.After(begin) || !f.instance.AgentUp() {
			t.Errorf("ended with %+v, boot time %v", p, f.machine.BootTime)
		}
	})
}

func TestShellLines(t *testing.T) {
	const beyond = "fleet-sim: there is no shell behind a simulated Linux: this line is beyond the Go agent: "
	for name, c := range map[string]struct {
		script         string
		stdout, stderr string
		code           int
	}{
		"output":                  {script: "#!/bin/sh\necho hello,   world\necho 'a  b'\necho \"c\"\necho", stdout: "hello, world\na  b\nc\n\n"},
		"an exit code":            {script: "exit 3\necho no", code: 3},
		"an exit code over 255":   {script: "exit 256", stderr: beyond + "exit 256\n", code: 1},
		"a sleep":                 {script: "sleep 5\necho woken", stdout: "woken\n"},
		"a variable":              {script: "echo $HOME", stderr: beyond + "echo $HOME\n", code: 1},
		"another program":         {script: "yum update -y", stderr: beyond + "yum update -y\n", code: 1},
		"two commands":            {script: "echo a; exit 0", stderr: beyond + "echo a; exit 0\n", code: 1},
		"a redirection":           {script: "echo a > b", stderr: beyond + "echo a > b\n", code: 1},
		"an option of echo":       {script: "echo -n a", stderr: beyond + "echo -n a\n", code: 1},
		"quotes in quotes":        {script: "echo '\"a\"'", stdout: "\"a\"\n"},
		"a quoted option of echo": {script: "echo '-n'", stderr: beyond + "echo '-n'\n", code: 1},
		"a substitution in echo":  {script: "echo \"`id`\"", stderr: beyond + "echo \"`id`\"\n", code: 1},
		"two quoted texts of one": {script: "echo 'a' 'b'", stderr: beyond + "echo 'a' 'b'\n", code: 1},
	} {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				f.instance.Windows = nil
				p, _ := f.script("aws:runShellScript", c.script)
				if p.Stdout != c.stdout || p.Stderr != c.stderr || p.ExitCode != c.code {
					t.Errorf("got %+v; want %+v", p, c)
				}
			})
		})
	}
}

func TestStepsThatTheGoAgentCanNotDoFail(t *testing.T) {
	for name, job := range map[string]*Job{
		"an unknown action":    {Action: "aws:configurePackage"},
		"a shell on Windows":   {Action: "aws:runShellScript", Inputs: map[string]any{"runCommand": "exit 0"}},
		"no script":            {Action: "aws:runPowerShellScript"},
		"a line that's a list": {Action: "aws:runPowerShellScript", Inputs: map[string]any{"runCommand": []any{"exit 0", []any{}}}},
		"a script in a number": {Action: "aws:runPowerShellScript", Inputs: map[string]any{"runCommand": 1.0}},
	} {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				if p := f.do(job); !p.Done || p.ExitCode != 1 || !strings.HasPrefix(p.Stderr, "fleet-sim: ") {
					t.Errorf("ended with %+v", p)
				}
			})
		})
	}
}

func TestATimeoutOutOfRangeIsAnHour(t *testing.T) {
	for given, want := range map[any]time.Duration{
		"600": 600 * time.Second, 600.0: 600 * time.Second, "4": time.Hour, "172801": time.Hour,
		"": time.Hour, nil: time.Hour, "NaN": time.Hour, "1e300": time.Hour, "172800": 48 * time.Hour,
	} {
		job := &Job{Inputs: map[string]any{"timeoutSeconds": given}}
		if got := job.timeout(); got != want {
			t.Errorf("%v: got %v, want %v", given, got, want)
		}
	}
}

// FuzzScript runs any script on an instance: no line may panic, and a script
// ends with success only where each of its lines was known.
func FuzzScript(f *testing.F) {
	for _, seed := range []string{
		"exit 1", "Write-Output 'a'", "'a' * 3", "Start-Sleep -Seconds 5\nexit", "throw 'x'", "Restart-Service W3SVC",
		"Restart-Computer -Force", "[Console]::Error.WriteLine('x')", "# " + run.DocConfirm, "sleep 1\necho a", "''", "\"\"", "'''",
	} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, text string, onWindows bool) {
		fix := newFixture(t, nil)
		job := &Job{Action: "aws:runShellScript", Inputs: map[string]any{"runCommand": text}}
		read := readShell
		if onWindows {
			job.Action, read = "aws:runPowerShellScript", readPowerShell
		} else {
			fix.instance.Windows = nil
		}
		var p Progress
		for range 10_000 {
			fix.world.Do(func() { p = fix.agent.Step(fix.world, fix.instance, job) })
			if p.Done {
				break
			}
		}
		if !p.Done {
			t.Fatalf("%q never ends", text)
		}
		if p.ExitCode != 0 {
			return
		}
		if documents.IsVSS(text) && onWindows {
			return
		}
		for line := range strings.SplitSeq(text, "\n") {
			line = strings.TrimSpace(line)
			if strings.HasPrefix(strings.ToLower(line), "exit") {
				return // the rest was not run
			}
			if _, known := read(line); !known && line != "" && line[0] != '#' {
				t.Fatalf("%q ended with success, and %q is beyond the agent", text, line)
			}
		}
	})
}

var _ Runner = (*Go)(nil)
