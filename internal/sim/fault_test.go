package sim_test

import (
	"testing"
	"testing/synctest"

	"patchline/internal/sim"
	"patchline/internal/sim/faults"
)

// faultTest is a plan with one kind of fault, and what clients see of it.
type faultTest struct {
	plan string
	see  func(*sdk)
}

// The instances of the built-in fleet that the tests are about. The first two
// are alike.
const (
	struckID  = "i-0a1c5e0000000a001" // payroll-web-1
	sparedID  = "i-0a1c5e0000000a002" // payroll-web-2
	databases = "i-0a1c5e0000000a003" // payroll-db, which has three volumes
	filesID   = "i-0a1c5e0000000d001" // of another application
	stoppedID = "i-0a1c5e0000000c002" // shop-batch
	stoppedTo = "i-0a1c5e0000000d002" // test-web
)

func faultTests() map[faults.Kind]faultTest {
	return map[faults.Kind]faultTest{
		faults.Throttle:             throttled,
		faults.Error:                refusedByPlan,
		faults.Slow:                 slow,
		faults.LostAnswer:           lostAnswer,
		faults.EventualConsistency:  eventual,
		faults.SnapshotError:        snapshotError,
		faults.SnapshotStuck:        snapshotStuck,
		faults.NoCapacity:           noCapacity,
		faults.StopStuck:            stopStuck,
		faults.AgentLostAfterUpdate: agentLostAfterUpdate,
		faults.AgentLostAfterReboot: agentLostAfterReboot,
		faults.NoBoot:               noBoot,
		faults.CommandNeverReports:  neverReports,
		faults.MarkerNeverWritten:   markerNeverWritten,
		faults.FailedAfterReboot:    failedAfterReboot,
		faults.RollbackAtBoot:       rollbackAtBoot,
		faults.UpdateFails:          updateFails,
	}
}

// Every kind of fault does to AWS' clients what its row in
// docs/rehearsal-faults.md says.
func TestEveryFaultShowsToClients(t *testing.T) {
	tests := faultTests()
	for _, u := range faults.Usages() {
		t.Run(string(u.Kind), func(t *testing.T) {
			test, found := tests[u.Kind]
			if !found {
				t.Fatal("this fault has no test: add one")
			}
			synctest.Test(t, func(t *testing.T) {
				test.see(begin(t, sim.Options{Faults: plan(t, test.plan), Seed: 1}))
			})
		})
	}
}
