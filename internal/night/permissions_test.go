package night_test

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"testing"

	"patchline/internal/patchtest"
	"patchline/internal/policy"
	"patchline/internal/snapshot"
)

// The nights of permissionnights_test.go go by the policies that Terraform
// deploys. Between them they make every call that a binary can make: a new stage
// belongs in one of them.
func TestThePoliciesAllowWhatTheBinariesCallAndNothingElse(t *testing.T) { //nolint:tparallel // the nights have to end before they are counted
	t.Parallel()
	var seen permissions
	t.Run("nights", func(t *testing.T) {
		for name, night := range map[string]func(*guarded){
			"in one account":                   oneAccount,
			"in two accounts":                  bothAccounts,
			"with snapshots by VSS":            snapshotsBy(snapshot.VSSInstall),
			"with VSS that is there already":   snapshotsBy(snapshot.VSSCreate),
			"documents are cancelled":          documentsAreCancelled,
			"dry runs, and the claim given up": dryRuns,
			"an agent does not come back":      anAgentIsLost,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				patchtest.Run(t, patchtest.Setup{YAML: twoAccounts}, func(b *patchtest.Bed) {
					g := standGuard(t, b)
					night(g)
					for _, refused := range g.watch.Refused() {
						t.Errorf("IAM would have refused: %s", refused)
					}
					seen.add(g)
				})
			})
		}
	})
	for _, operation := range productOperations(t) {
		if !seen.made[operation] {
			t.Errorf("a binary can call %s, and no night here does: add one that does", operation)
		}
	}
	for _, grant := range slices.SortedFunc(maps.Keys(seen.granted), func(a, b policy.Grant) int {
		return cmp.Or(cmp.Compare(a.Sid, b.Sid), cmp.Compare(a.Action, b.Action), cmp.Compare(a.Resource, b.Resource))
	}) {
		if !seen.used[grant] {
			t.Errorf("statement %s allows %s on %s, and nothing has needed it", grant.Sid, grant.Action, grant.Resource)
		}
	}
}

// permissions are what the nights have used of what they were granted.
type permissions struct {
	mu            sync.Mutex
	made          map[string]bool
	used, granted map[policy.Grant]bool
}

func (p *permissions) add(g *guarded) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.made == nil {
		p.made, p.used, p.granted = map[string]bool{}, map[policy.Grant]bool{}, map[policy.Grant]bool{}
	}
	for _, operation := range g.watch.Made() {
		p.made[operation] = true
	}
	maps.Copy(p.used, g.watch.Used())
	for _, document := range append(slices.Collect(maps.Values(g.watch.Policies.Targets)), g.watch.Policies.Jenkins) {
		for _, grant := range document.AllGrants() {
			p.granted[grant] = true
		}
	}
}
