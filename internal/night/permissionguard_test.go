package night_test

import (
	"cmp"
	"context"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/patchtest"
	"patchline/internal/policy"
	"patchline/internal/policy/guard"
	"patchline/internal/run"
	"patchline/internal/sim/simtest"
	"patchline/internal/stage"
)

const (
	here, there = "111122223333", "444455556666"
	targetRole  = "arn:aws:iam::" + there + ":role/patchline-target"
)

// guarded is a bed whose calls are held against the policies.
type guarded struct {
	*patchtest.Bed

	watch *guard.Watch
}

// templates is where Terraform has the policies.
const templates policy.Templates = "../../terraform/modules/policies/templates"

// standGuard deploys with everything that can be asked for.
func standGuard(t *testing.T, b *patchtest.Bed) *guarded {
	t.Helper()
	keys := policy.Keys{Store: "arn:aws:kms:eu-central-1:" + here + ":key/store", Volumes: "arn:aws:kms:eu-central-1:" + here + ":key/volumes"}
	o := b.Options(runID)
	d := policy.Deployment{
		Partition: "aws", Account: here, Bucket: o.Store.Bucket, Prefix: o.Store.Prefix, StoreKey: keys.Store,
		Documents: append(slices.Clone(run.PatchDay), run.DocConfirm, run.DocVerifyApplication),
		Tag:       monthly.Key, Values: []string{monthly.Value},
		Jenkins: "arn:aws:iam::" + here + ":role/patchline-jenkins", Targets: map[string]string{there: targetRole},
		InstanceRoles: []string{instanceRole(there)},
		VSS:           true, VolumeKeys: []string{keys.Volumes},
	}
	policies, err := templates.Deployed(d)
	if err != nil {
		t.Fatal(err)
	}
	return &guarded{b, &guard.Watch{Next: b.Sim, Fleet: guard.SimFleet{World: b.Sim.World()}, Policies: policies, Deployment: d, Keys: keys}}
}

// connect is the Bed's connector through the Watch.
func (g *guarded) connect(_ context.Context, t run.Target) (aws.Config, error) {
	account := cmp.Or(t.Account, here)
	if t.Role != "" {
		account = here
	}
	cfg := simtest.Config(g.watch, account, cmp.Or(t.Region, g.Home.Region))
	if t.Role == "" {
		return awsx.Prepare(cfg), nil
	}
	return awsx.Assume(cfg, t.Role, "patchline-test"), nil
}

// through has a stage call by way of the Watch.
func (g *guarded) through(work patchtest.Work) patchtest.Work {
	return func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		o.Connect = g.connect
		return work(ctx, o)
	}
}

// steps are those of a night with some of them changed.
func (g *guarded) steps(changed map[run.StageID]patchtest.Work) []step {
	all := steps(monthly, limits)
	for i, s := range all {
		work := s.work
		if other := changed[s.id]; other != nil {
			work = other
		}
		all[i].work = g.through(work)
	}
	return all
}

// do is one step that must not end with an error.
func (g *guarded) do(work patchtest.Work) {
	g.T.Helper()
	if end := g.Do(patchtest.Process{Run: runID}, g.through(work)); end.Err != nil {
		g.T.Errorf("a step ended with %v", end.Err)
	}
}
