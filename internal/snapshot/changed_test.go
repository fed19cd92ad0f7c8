package snapshot_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/world"
	"patchline/internal/snapshot"
)

func TestAVolumeThatWasDetachedSinceFailsItsInstance(t *testing.T) {
	for name, faults := range map[string]string{
		"":                             "",
		"and the answer is lost":       "faults: [{fault: lost-answer, operation: 'ec2:CreateSnapshots', times: 1}]",
		"and its first set goes wrong": "faults: [{fault: snapshot-error, percent: 10, instances: [" + db + "], times: 1}]",
	} {
		t.Run("detached "+name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{Faults: faults}, func(b *patchtest.Bed) {
				b.Discover(night, payroll)
				gone := ""
				b.Change(db, func(_ *world.World, i *world.Instance) {
					gone = i.Attachments[1].VolumeID
					i.Attachments = append(i.Attachments[:1:1], i.Attachments[2:]...)
				})
				mustEnd(t, take(b, onlyOne), cli.CodeSomeFailed)
				mustSay(t, results(b)[db].Reason, gone, "detached since")
				oneEach(b, db)
				// Nothing is taken again for it.
				mustEnd(t, take(b, onlyOne), cli.CodeSomeFailed)
				oneEach(b, db)
			})
		})
	}
}

func TestAnInstanceOfAsManyVolumesAsThereMayBe(t *testing.T) {
	var yaml strings.Builder
	yaml.WriteString("instances:\n - {name: big, windows: {version: \"2022\"}, tags: {Application: big}, volumes: [{device: /dev/sda1, size: 30}")
	for n := range 127 {
		fmt.Fprintf(&yaml, ", {device: xvd%c%c, size: 1}", 'b'+n/26, 'a'+n%26)
	}
	yaml.WriteString("]}\n")
	patchtest.Run(t, patchtest.Setup{YAML: yaml.String()}, func(b *patchtest.Bed) {
		m := b.Discover(night, "Application=big")
		mustEnd(t, take(b, nil), cli.CodeOK)
		oneEach(b, m.Instances[0].ID)
		if got := len(b.Snapshots()[m.Instances[0].ID]); got != 128 {
			t.Errorf("%d volumes were snapshotted", got)
		}
	})
}

func TestHostileNamesDoNoHarm(t *testing.T) {
	for name, value := range map[string]string{
		"as long as may be":     strings.Repeat("x", 256),
		"letters of many bytes": strings.Repeat("ß", 100),
		"a list's own signs":    "a,Value=b;Key=patchline:run,Value=other",
		"quotes and a script":   `"'; Remove-Item C:\ -Recurse; $(whoami) {{ssm:x}}`,
		"XML":                   "</tag><tag>&amp;",
		"nothing":               "",
		"only blanks":           "   ",
		"the other run's":       "patchline:run",
	} {
		t.Run(name, func(t *testing.T) {
			for _, vss := range []bool{false, true} {
				patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
					b.Change(web1, func(_ *world.World, i *world.Instance) { i.Tags.Set("Name", value) })
					b.Discover(night, payroll)
					mustEnd(t, take(b, func(o *snapshot.Options) { o.VSS = vss }), cli.CodeOK)
					oneEach(b, web1, web2, db, idle)
					w := b.Sim.World()
					w.Do(func() {
						for s := range w.Site(b.Home).Snapshots.All() {
							label, _ := s.Tags.Get("Name")
							of, _ := s.Tags.Get(snapshot.TagRun)
							if of != night || utf8.RuneCountInString(label) > 256 || !strings.HasSuffix(label, " before "+night) {
								t.Errorf("%s has the tags %v", s.ID, s.Tags)
							}
						}
					})
				})
			}
		})
	}
}

func TestNoSnapshotIsTakenAfterTheFact(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		command := run.Command{Document: run.DocInstall, Attempt: 1, Batch: 1, Instances: []string{web1}, CommandID: "c"}
		if err := b.Store(night).Intend(b.Context(), &command); err != nil {
			t.Fatal(err)
		}
		mustEnd(t, take(b, onlyOne), cli.CodeSomeFailed)
		mustSay(t, results(b)[web1].Reason, run.DocInstall, "would not be of the time before")
		if of := b.Snapshots()[web1]; len(of) != 0 {
			t.Errorf("it has the snapshots %v", of)
		}
		oneEach(b, web2, db, idle)
	})
}

func TestTheOldestGoodSetIsTheProof(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		mustEnd(t, take(b, nil), cli.CodeOK)
		first := results(b)[web1].Proof
		// Somebody copies the tags onto a later snapshot.
		backUp(b, rootOf(b, web1), 1)
		w := b.Sim.World()
		w.Do(func() {
			for s := range w.Site(b.Home).Snapshots.All() {
				s.Tags.Set(snapshot.TagRun, night)
				s.Tags.Set(snapshot.TagInstance, s.InstanceID)
			}
		})
		mustEnd(t, take(b, nil), cli.CodeOK)
		if again := results(b)[web1].Proof; again[rootOf(b, web1)] != first[rootOf(b, web1)] || again[snapshot.ProofMoment] != first[snapshot.ProofMoment] {
			t.Errorf("the proof was %v and is %v", first, again)
		}
	})
}

func TestFailuresCountOverTheWholeRun(t *testing.T) {
	for allowed, want := range map[int]cli.Code{1: cli.CodeTooManyFailed, 2: cli.CodeSomeFailed} {
		patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
			b.Discover(night, payroll)
			_, err := b.Store(night).Record(b.Context(), run.StageResult{Stage: run.StageStart, Instances: []run.InstanceResult{{ID: idle, Status: run.Failed, Reason: "x"}}})
			if err != nil {
				t.Fatal(err)
			}
			b.Fault("faults: [{fault: error, operation: 'ec2:CreateSnapshots', instances: [" + web1 + "], code: No}]")
			end := take(b, func(o *snapshot.Options) { o.MaxFailed = option.MaxFailedCount(allowed) })
			mustEnd(t, end, want)
			if end.Outcome.Run != (cli.RunCounts{Total: 4, Failed: 2}) {
				t.Errorf("the run's counts are %+v", end.Outcome.Run)
			}
			// The start stage comes later: what failed there has its snapshots.
			oneEach(b, idle)
		})
	}
}
