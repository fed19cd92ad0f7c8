package agent

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// downloaded is a script that the install document of these tests downloads.
const downloaded = "Write-Output 'installing'\n"

// pinning is a job whose document downloads the script.
func (f *fixture) pinning() (*Job, run.Script) {
	sum := sha256.Sum256([]byte(downloaded))
	script := run.Script{SHA256: fmt.Sprintf("%x", sum), Name: "Install-Update.ps1"}
	job := f.job(run.DocInstall)
	job.Inputs["runCommand"] = slices.Insert(job.Inputs["runCommand"].([]any), 1, any(run.DownloadHeader+script.String()))
	return job, script
}

func (f *fixture) lay(script run.Script, body string) {
	f.store.objects[run.Keys{Prefix: "fleet"}.Script(script)] = body
}

func TestADocumentRunsWithTheScriptsThatItDownloads(t *testing.T) {
	inTheNight(t, []string{"cumulative"}, func(f *fixture) {
		job, script := f.pinning()
		f.lay(script, downloaded)
		f.succeed(job)
		if m := f.marker(run.DocInstall); m.Counts[run.CountInstalled] != 1 {
			t.Errorf("got %+v", m)
		}
	})
}

func TestADocumentFailsWithoutTheScriptsThatItDownloads(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*fixture, run.Script)
		want    string
	}{
		"not there": {func(*fixture, run.Script) {}, "the script Install-Update.ps1 is not in the store under scripts/"},
		"another content": {func(f *fixture, s run.Script) { f.lay(s, downloaded+"exit 0\n") },
			"the script Install-Update.ps1 in the store has SHA-256 "},
		"refused for good": {func(f *fixture, s run.Script) {
			f.lay(s, downloaded)
			f.store.refuse = func(method, key string) string {
				if method == "GET" && strings.Contains(key, "/scripts/") {
					return "AccessDenied"
				}
				return ""
			}
		}, "the script Install-Update.ps1 could not be fetched from the store: AccessDenied"},
	} {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, []string{"cumulative"}, func(f *fixture) {
				job, script := f.pinning()
				c.prepare(f, script)
				if p := f.do(job); p.ExitCode != 1 {
					t.Errorf("it ended with %+v", p)
				}
				m := f.marker(run.DocInstall)
				if m.Outcome != run.Failure || !strings.HasPrefix(m.Error, c.want) {
					t.Errorf("got %+v", m)
				}
				if f.machine.Find(definitions["cumulative"].ID).Status != windows.Missing || len(f.store.keys("/csv/")) > 0 {
					t.Error("it has installed something, or written a CSV")
				}
			})
		})
	}
}

func TestAScriptThatIsRefusedAtFirstIsFetchedLater(t *testing.T) {
	inTheNight(t, []string{"cumulative"}, func(f *fixture) {
		job, script := f.pinning()
		f.lay(script, downloaded)
		refusals := 0
		f.store.refuse = func(method, key string) string {
			if method == "GET" && strings.Contains(key, "/scripts/") && refusals < uploadTries-1 {
				refusals++
				return "SlowDown"
			}
			return ""
		}
		began := f.world.Now()
		f.succeed(job)
		// 5, 10 and 20 seconds.
		if waited := f.world.Now().Sub(began); refusals != uploadTries-1 || waited < 35*time.Second {
			t.Errorf("%d refusals, after %v", refusals, waited)
		}
	})
}
