package agent_test

import (
	"fmt"
	"sync"
	"testing"

	"patchline/internal/sim/agent"
)

// BenchmarkANightOfTwelveInstancesOnTheRealScripts is what the scripts of a patch
// day take on twelve instances, on as many PowerShells as there are cores: all of
// make demo POWERSHELL=1 but the stages, and the waits for snapshots and power.
func BenchmarkANightOfTwelveInstancesOnTheRealScripts(b *testing.B) {
	const instances = 12
	hosts := startHosts(b)
	documents := buildDocuments(b)
	for n := 0; b.Loop(); n++ {
		var night sync.WaitGroup
		for i := range instances {
			night.Go(func() {
				agent.PatchDay().ByScripts(b, documents, fmt.Sprintf("patch-store-%d-%d", n, i), hosts.run)
			})
		}
		night.Wait()
	}
}
