// Package evidence reads from a run on S3 what is known of its instances.
package evidence

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"patchline/internal/report/model"
	"patchline/internal/report/plain"
	"patchline/internal/run"
)

// Evidence is what a run says, without what the CSVs list.
type Evidence struct {
	Run          string
	DiscoveredAt time.Time
	Selection    []string // KEY=VALUE, in order
	Targets      []model.Target
	Stages       []model.Stage
	Missing      []string
	Notes        []string
	// Instances are in the order of applications, names and ids.
	Instances []*Instance
	// LeftOut are what discover has left out, in the manifest's order.
	LeftOut []run.LeftOut
}

// Instance is what is known of one instance of the run.
type Instance struct {
	// Base has what the manifest and the stages say; the rest is empty.
	Base model.Instance
	// Install and Confirm are what is known of the two documents that a
	// verdict is made of.
	Install, Confirm Word
	// Failure is the first stage that it failed; nil for none.
	Failure *run.InstanceFailure
	// Unreached: that stage failed since no command reaches the instance.
	Unreached bool
	// Confirming: the run has come to the confirming scan.
	Confirming bool
}

// Read reads the run. It is an error of run.Run's when there is none.
func Read(ctx context.Context, store run.Files, keys run.Keys) (*Evidence, error) {
	r := run.Run{Store: store, Keys: keys}
	manifest, err := r.Manifest(ctx)
	if err != nil {
		return nil, err
	}
	e := begin(manifest)
	manifest.Instances = nil // the tags of 10,000 instances take their room
	history, err := r.HistoryOf(ctx, keep)
	if err != nil {
		return nil, err
	}
	e.takeStages(history)
	if err := e.hear(ctx, r, store, run.DocInstall, func(i *Instance) *Word { return &i.Install }); err != nil {
		return nil, err
	}
	if err := e.hear(ctx, r, store, run.DocConfirm, func(i *Instance) *Word { return &i.Confirm }); err != nil {
		return nil, err
	}
	return e, nil
}

// begin takes what the manifest says.
func begin(m run.Manifest) *Evidence {
	e := &Evidence{Run: m.Run, DiscoveredAt: m.CreatedAt.UTC(), LeftOut: m.LeftOut, Selection: []string{}, Targets: []model.Target{}, Missing: []string{}, Notes: []string{}}
	for key, values := range m.Selection {
		for _, value := range values {
			e.Selection = append(e.Selection, plain.Line(key+"="+value, plain.Name))
		}
	}
	slices.Sort(e.Selection)
	for _, t := range m.Targets {
		e.Targets = append(e.Targets, model.Target{Account: t.Account, Region: t.Region})
	}
	for _, i := range m.Instances {
		e.Instances = append(e.Instances, &Instance{Base: base(i)})
	}
	slices.SortFunc(e.Instances, func(a, b *Instance) int {
		return cmp.Or(
			cmp.Compare(a.Base.Application, b.Base.Application),
			cmp.Compare(a.Base.Name, b.Base.Name),
			cmp.Compare(a.Base.ID, b.Base.ID))
	})
	return e
}

func base(i run.Instance) model.Instance {
	system := i.Agent.OSName
	if i.Agent.OSVersion != "" {
		system = fmt.Sprintf("%s (%s)", cmp.Or(system, i.Platform), i.Agent.OSVersion)
	}
	return model.Instance{
		ID: i.ID, Account: i.Account, Region: i.Region, State: plain.Line(i.State, plain.Name),
		Name:        plain.Line(i.Name, plain.Name),
		Owner:       plain.Line(i.Owner, plain.Name),
		Application: plain.Line(i.Application, plain.Name),
		System:      plain.Line(cmp.Or(system, i.Platform), plain.Name),
	}
}
