package night_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/chance"
	"patchline/internal/sim/fleet"
)

func TestExplore(t *testing.T) {
	rules := []string{
		"{fault: throttle, share: 30%}",
		"{fault: error, operation: \"ec2:CreateSnapshots\", code: UnauthorizedOperation, status: 403, I}",
		"{fault: error, operation: \"ec2:StartInstances\", code: UnauthorizedOperation, status: 403, I}",
		"{fault: error, operation: \"ec2:StopInstances\", code: UnauthorizedOperation, status: 403, I}",
		"{fault: error, operation: \"ec2:RebootInstances\", code: UnauthorizedOperation, status: 403, I}",
		"{fault: error, operation: \"ssm:SendCommand\", code: InvalidInstanceId, I}",
		"{fault: error, operation: \"ssm:SendCommand\", code: AccessDeniedException, I}",
		"{fault: error, operation: \"*:*\", code: InternalError, status: 500, share: 10%}",
		"{fault: error, operation: \"s3:*\", code: SlowDown, status: 503, share: 30%}",
		"{fault: error, operation: \"s3:PutObject\", code: InternalError, status: 500, share: 30%}",
		"{fault: slow, operation: \"*:*\", delay: 20s}",
		"{fault: lost-answer, operation: \"*:*\", share: 20%}",
		"{fault: eventual-consistency, delay: 20s}",
		"{fault: eventual-consistency, delay: 50s}",
		"{fault: snapshot-error, percent: 60, times: 1, I}",
		"{fault: snapshot-error, percent: 60, I}",
		"{fault: snapshot-stuck, percent: 60, I}",
		"{fault: no-capacity, I}",
		"{fault: no-capacity, times: 1, I}",
		"{fault: stop-stuck, I}",
		"{fault: stop-stuck, delay: 25m, I}",
		"{fault: agent-lost-after-update, I}",
		"{fault: agent-lost-after-reboot, I}",
		"{fault: agent-lost-after-reboot, times: 1, I}",
		"{fault: no-boot, I}",
		"{fault: no-boot, times: 1, I}",
		"{fault: command-never-reports, I}",
		"{fault: command-never-reports, document: Patchline-UpdateWindows-NoRestart, I}",
		"{fault: marker-never-written, I}",
		"{fault: marker-never-written, document: Patchline-Confirm-Update, I}",
		"{fault: failed-after-reboot, I}",
		"{fault: failed-after-reboot, document: Patchline-UpdateWindows-NoRestart, I}",
		"{fault: rollback-at-boot, I}",
		"{fault: update-fails, I}",
		"{fault: update-fails, hresult: 0x80070070, I}",
	}
	only := os.Getenv("ONLY")
	for _, rule := range rules {
		if !strings.Contains(rule, only) {
			continue
		}
		for _, variant := range []string{"two", "share"} {
			if os.Getenv("VARIANT") != "" && os.Getenv("VARIANT") != variant {
				continue
			}
			began := time.Now()
			setup := patchtest.Setup{Seed: chance.Seed(3)}
			r := strings.Replace(rule, ", I}", ", instances: [i-0a1c5e0000000a001, i-0a1c5e0000000d002]}", 1)
			if variant == "share" {
				f, err := fleet.Generate(60, 7)
				if err != nil {
					t.Fatal(err)
				}
				setup.Fleet = f
				r = strings.Replace(rule, ", I}", ", share: 30%}", 1)
			}
			setup.Faults = "faults: [" + r + "]"
			fmt.Printf("==== %s %s\n", variant, r)
			patchtest.Run(t, setup, func(b *patchtest.Bed) {
				from := time.Now()
				tr := goThrough(b, steps(monthly, limits))
				fmt.Print(tr)
				struck := 0
				b.Sim.World().Do(func() {
					for k := range b.Sim.World().Faults.Struck {
						if !strings.HasSuffix(k, "seen") {
							struck++
						}
					}
				})
				fmt.Printf("   took %s, struck %d, claims %v\n", time.Since(from), struck, len(b.Seen().Claims))
				m, err := b.Store(runID).Manifest(b.Context())
				if err != nil {
					fmt.Println("   NO MANIFEST", err)
					return
				}
				h, _ := b.Store(runID).History(b.Context())
				seen := b.Seen()
				restored := h.Latest(run.StageID{Stage: run.StageRestore})
				confirmed := h.Latest(run.StageID{Stage: run.StageConfirm})
				failures := h.Failures()
				shown := 0
				for _, i := range m.Instances {
					s := seen.Instances[i.ID]
					bad := failures[i.ID].Reason != "" || restored[i.ID].Status != "ok" || string(s.State) != i.State || i.State == "running" && s.Boots != 1
					delete(s.Commands, "AWS-RunPowerShellScript")
					for _, n := range s.Commands {
						bad = bad || n > 1
					}
					if !bad || shown > 5 {
						continue
					}
					shown++
					fmt.Printf("   %s was %s is %s boots %d commands %d\n      first failure %s: %s\n      restore %s: %s\n      confirm %s: %s\n", i.ID, i.State, s.State, s.Boots, len(s.Commands),
						failures[i.ID].Stage, failures[i.ID].Reason, restored[i.ID].Status, restored[i.ID].Reason, confirmed[i.ID].Status, confirmed[i.ID].Reason)
				}
			})
			fmt.Printf("   real %s\n", time.Since(began))
		}
	}
}
