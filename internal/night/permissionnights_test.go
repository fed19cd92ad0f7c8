package night_test

import (
	"context"
	"path"
	"strings"
	"time"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/discover"
	"patchline/internal/patchtest"
	"patchline/internal/policy"
	"patchline/internal/release"
	"patchline/internal/report"
	"patchline/internal/run"
	"patchline/internal/rundoc"
	"patchline/internal/sim/world"
	"patchline/internal/snapshot"
	"patchline/internal/stage"
	"patchline/internal/waitmarker"
)

// twoAccounts have a fleet each, of what runs and what is stopped.
const twoAccounts = `
account: "111122223333"
region: eu-central-1
tags: {PatchGroup: monthly, Owner: Anna Keller, Application: payroll}
instances:
  - {name: web,   id: i-0a1c5e0000000a001, windows: {version: "2022"}}
  - {name: db,    id: i-0a1c5e0000000a002, windows: {version: "2022"}}
  - {name: idle,  id: i-0a1c5e0000000a003, state: stopped, windows: {version: "2022"}}
  - {name: web,   id: i-0a1c5e0000000b001, account: "444455556666", windows: {version: "2022"}}
  - {name: db,    id: i-0a1c5e0000000b002, account: "444455556666", windows: {version: "2022"}}
  - {name: idle,  id: i-0a1c5e0000000b003, account: "444455556666", state: stopped, windows: {version: "2022"}}
`

// inBoth is discover with --targets: one account by the credentials at hand,
// the other by a role.
func inBoth(ctx context.Context, o stage.Options) (cli.Outcome, error) {
	return discover.Run(ctx, discover.Options{
		Options: o, Tags: []discover.Tag{monthly}, OwnerTag: "Owner", ApplicationTag: "Application",
		Targets: []run.Target{{Account: here, Region: "eu-central-1"}, {Account: there, Region: "eu-central-1", Role: targetRole}},
	})
}

// oneAccount is the usual night, of the credentials' own account. Its report is
// written over the one of what was there before it was restored.
func oneAccount(g *guarded) {
	reports := func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		return report.Run(ctx, report.Options{Options: o, CompareWith: o.Run})
	}
	goThrough(g.Bed, g.steps(nil), func(s step) {
		if s.id.Document == run.DocSoftware {
			g.do(reports)
		}
	})
	g.wantPatched("i-0a1c5e0000000a001", "i-0a1c5e0000000a003")
	g.do(reports)
}

// bothAccounts ends with the document that is no part of every night.
func bothAccounts(g *guarded) {
	goThrough(g.Bed, g.steps(map[run.StageID]patchtest.Work{{Stage: run.StageDiscover}: inBoth}))
	g.wantPatched("i-0a1c5e0000000a001", "i-0a1c5e0000000a003", "i-0a1c5e0000000b001", "i-0a1c5e0000000b003")
	g.wantOwnKeys()
	g.do(func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		return rundoc.Run(ctx, rundoc.Options{Options: o, Document: run.DocVerifyApplication, Delivery: time.Hour})
	})
}

// wantPatched makes sure that a night did not pass for having done nothing.
func (g *guarded) wantPatched(ids ...string) {
	g.T.Helper()
	for _, id := range ids {
		if seen := g.Seen().Instances[id]; seen.Boots != 1 || seen.Commands[run.DocInstall] != 1 {
			g.T.Errorf("%s has booted %d times, and was sent %v", id, seen.Boots, seen.Commands)
		}
	}
}

// wantOwnKeys looks at what the instances have left on the store: IAM must let
// each of them write it, and no other instance.
func (g *guarded) wantOwnKeys() {
	g.T.Helper()
	r := g.Store(runID)
	found := 0
	for key, err := range r.Store.List(g.Context(), r.Keys.Prefix+"/", "") {
		if err != nil {
			g.T.Fatal(err)
		}
		identity := path.Base(path.Dir(key))
		if strings.Contains(key, "/csv/") {
			identity = strings.TrimSuffix(path.Base(key), ".csv")
		}
		if !strings.Contains(key, "/csv/") && !strings.Contains(key, "/markers/") && !strings.Contains(key, "/lists/") {
			continue
		}
		found++
		if !g.mayWrite(identity, key) || g.mayWrite(identity+"0", key) {
			g.T.Errorf("%s: its instance may write it: %v, and another: %v", key, g.mayWrite(identity, key), g.mayWrite(identity+"0", key))
		}
	}
	if few := len(run.PatchDay) * len(g.Seen().Instances); found < few {
		g.T.Errorf("the instances have left %d objects", found)
	}
}

func (g *guarded) mayWrite(identity, key string) bool {
	account := here
	if strings.Contains(identity, "000b00") {
		account = there
	}
	instance := policy.Caller{
		Account: account, ARN: instanceRole(account), UserID: identity, Policies: []policy.Document{g.watch.Policies.Instance},
	}
	for _, request := range policy.PutObject(g.Bucket, key, g.Home.Region, false, policy.Keys{}) {
		if !g.watch.Policies.Ask(instance, request).Allowed {
			return false
		}
	}
	return true
}

// instanceRole is that of the instances of an account.
func instanceRole(account string) string {
	return "arn:aws:iam::" + account + ":role/PatchlineInstance"
}

// snapshotsBy takes them through VSS by a document of AWS, and in each account
// of one instance whose Windows needs an older version of it.
func snapshotsBy(document string) func(*guarded) {
	return func(g *guarded) {
		for _, id := range []string{"i-0a1c5e0000000a002", "i-0a1c5e0000000b002"} {
			g.Change(id, func(_ *world.World, i *world.Instance) { i.Windows.Version = "6.3.9600" })
		}
		g.do(inBoth)
		g.do(func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			o.MaxFailed = option.MaxFailedPercent(100)
			return snapshot.Run(ctx, snapshot.Options{Options: o, VSS: true, VSSDocument: document})
		})
	}
}

// documentsAreCancelled by a signal in the middle of the installation.
func documentsAreCancelled(g *guarded) {
	wait := run.StageID{Stage: run.StageWait, Document: run.DocInstall}
	goThrough(g.Bed, g.steps(map[run.StageID]patchtest.Work{
		{Stage: run.StageDiscover}: inBoth,
		wait: func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			ctx, interrupt := context.WithCancelCause(ctx)
			time.AfterFunc(time.Minute, func() { interrupt(cli.ErrInterrupted) })
			return waitmarker.Run(ctx, waitmarker.Options{Options: o, Document: run.DocInstall, CancelOnInterrupt: true})
		},
	}))
}

// dryRuns ask EC2 what it would let them do; release then gives the run up.
func dryRuns(g *guarded) {
	all := g.steps(map[run.StageID]patchtest.Work{{Stage: run.StageDiscover}: inBoth})
	for _, s := range all {
		if s.id.Stage == run.StageDiscover {
			g.Do(patchtest.Process{Run: runID}, s.work)
		}
		g.Do(patchtest.Process{Run: runID}, func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
			o.DryRun = true
			return s.work(ctx, o)
		})
	}
	g.do(func(ctx context.Context, o stage.Options) (cli.Outcome, error) {
		return release.Run(ctx, release.Options{Options: o, Force: true})
	})
}

// anAgentIsLost before the reboot, so that restore looks at EC2's own checks.
func anAgentIsLost(g *guarded) {
	all := g.steps(map[run.StageID]patchtest.Work{{Stage: run.StageDiscover}: inBoth})
	goThrough(g.Bed, all, func(s step) {
		if s.id.Document == run.DocSoftware && s.id.Stage == run.StageWait {
			g.Change("i-0a1c5e0000000b001", func(w *world.World, i *world.Instance) { w.LoseAgent(i) })
		}
	})
}
