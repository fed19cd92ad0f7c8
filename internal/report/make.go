package report

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"patchline/internal/cli"
	"patchline/internal/report/evidence"
	"patchline/internal/report/folder"
	"patchline/internal/report/html"
	"patchline/internal/report/judge"
	"patchline/internal/report/junit"
	"patchline/internal/report/merge"
	"patchline/internal/report/model"
	"patchline/internal/report/summary"
	"patchline/internal/report/tally"
	"patchline/internal/report/verdict"
	"patchline/internal/run"
)

// maker makes one report.
type maker struct {
	o     Options
	store run.Files
	keys  run.Keys
	out   string // folder

	evidence *evidence.Evidence
	index    *merge.Index
	before   *merge.Index // software of the run that is compared with; nil: none
	kinds    []run.CSVKind
	report   *model.Report
	tally    *tally.Tally
	pages    html.Plan
	files    *folder.Folder
	history  *folder.Folder
	lines    []junit.Line
	cases    []summary.Case
	listed   []html.Line
	sections []byte // of a report of one page
}

// make reads, writes and uploads.
func (m *maker) make(ctx context.Context) (cli.Outcome, error) {
	if err := m.read(ctx); err != nil {
		return cli.Outcome{}, err
	}
	scratch, err := os.MkdirTemp("", "patchline-history-")
	if err != nil {
		return cli.Outcome{}, fmt.Errorf("making room for the history: %w", err)
	}
	err = m.write(ctx, scratch)
	if err == nil {
		err = m.upload(ctx)
	}
	if err := errors.Join(err, os.RemoveAll(scratch)); err != nil {
		return cli.Outcome{}, err
	}
	return m.outcome(), nil
}

// read reads all but the CSVs.
func (m *maker) read(ctx context.Context) error {
	var err error
	if m.evidence, err = evidence.Read(ctx, m.store, m.keys); err != nil {
		return err
	}
	r := run.Run{Store: m.store, Keys: m.keys}
	if m.index, err = merge.List(ctx, r, merge.Kinds...); err != nil {
		return err
	}
	for _, kind := range merge.Kinds {
		// Few runs check applications: the others have no such CSV at all.
		if kind != run.Checks || m.index.Any(kind) {
			m.kinds = append(m.kinds, kind)
		}
	}
	for _, id := range m.index.Doubled {
		m.evidence.Notes = append(m.evidence.Notes, fmt.Sprintf("%s has uploaded its CSVs as two callers: the report shows those of the last by name.", id))
	}
	if m.o.CompareWith == "" {
		return nil
	}
	earlier := run.Run{Store: m.store, Keys: run.Keys{Prefix: m.keys.Prefix, Run: m.o.CompareWith}}
	if _, err := earlier.Manifest(ctx); err != nil {
		return fmt.Errorf("--compare-with: %w", err)
	}
	m.before, err = merge.List(ctx, earlier, run.Software)
	return err
}

// inFlight is how many instances are read at the same time: their CSVs, one
// after the other, are some 60 KB, and S3 answers within some 20 ms.
const inFlight = 48

// write writes all files but the history's into the folder.
func (m *maker) write(ctx context.Context, scratch string) error {
	m.begin(scratch)
	csvs, err := m.openCSVs()
	if err != nil {
		return err
	}
	stream, err := m.openStream()
	if err != nil {
		return err
	}
	all := m.evidence.Instances
	err = merge.InOrder(ctx, len(all), inFlight, m.piece,
		func(n int, p *piece) error {
			m.o.Progress.Update(n+1, 0, len(all))
			return m.take(n, p, csvs, stream)
		})
	if err != nil {
		return err
	}
	if err := m.leftOut(csvs, stream); err != nil {
		return err
	}
	for _, file := range csvs {
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return err
	}
	return m.finish(stream)
}

func (m *maker) begin(scratch string) {
	e := m.evidence
	m.files, m.history, m.tally = folder.In(m.out), folder.In(scratch), tally.New()
	applications := make([]string, len(e.Instances))
	for n, i := range e.Instances {
		applications[n] = i.Base.Application
	}
	m.pages = html.NewPlan(applications)
	m.report = &model.Report{
		Schema: model.Schema, Run: e.Run, DiscoveredAt: e.DiscoveredAt, Selection: e.Selection, Targets: e.Targets,
		Missing: e.Missing, Notes: e.Notes, Stages: e.Stages,
		Software: model.Software{ComparedWith: m.o.CompareWith},
	}
	if m.report.Stages == nil {
		m.report.Stages = []model.Stage{}
	}
	for n, s := range e.Stages {
		if n == 0 || s.StartedAt.Before(m.report.BeganAt) {
			m.report.BeganAt = s.StartedAt
		}
		if s.FinishedAt.After(m.report.EndedAt) {
			m.report.EndedAt = s.FinishedAt
		}
	}
}

// csvName is the file of a merged CSV.
func csvName(kind run.CSVKind) string { return "csv/" + string(kind) + ".csv" }

// openCSVs begins the merged CSVs.
func (m *maker) openCSVs() (map[run.CSVKind]*folder.File, error) {
	csvs := map[run.CSVKind]*folder.File{}
	for _, kind := range append(slices.Clone(m.kinds), merge.Verdicts) {
		file, err := m.files.Create(csvName(kind))
		if err != nil {
			return nil, err
		}
		csvs[kind] = file
		_, _ = file.Write(merge.Header(kind)) // Close tells
	}
	return csvs, nil
}

// leftOut adds the instances that discover has left out.
func (m *maker) leftOut(csvs map[run.CSVKind]*folder.File, stream *stream) error {
	for _, left := range m.evidence.LeftOut {
		i := judge.LeftOut(left)
		p := &piece{instance: i, blocks: map[run.CSVKind][]byte{}}
		for _, kind := range m.kinds {
			p.blocks[kind] = merge.EncodeMissing(kind, m.owner(&i), "", "left out by discover: "+i.Reasons[0])
		}
		p.blocks[merge.Verdicts] = merge.EncodeVerdict(m.keys.Run, &i)
		if err := m.takeRows(p, csvs); err != nil {
			return err
		}
		if err := stream.add(&p.instance); err != nil {
			return err
		}
		m.tally.Add(&p.instance, "")
		m.note(&p.instance, "")
	}
	return nil
}

func (m *maker) owner(i *model.Instance) merge.Owner {
	return merge.Owner{Instance: i.ID, Run: m.keys.Run, Owner: i.Owner, Application: i.Application}
}

// outcome is what the command says.
func (m *maker) outcome() cli.Outcome {
	d := Details{
		Verdicts: map[verdict.Verdict]int{}, Attention: len(m.cases), Missing: m.report.Missing,
		Output: m.o.Output, Files: m.files.Names(),
	}
	for _, t := range m.report.Totals {
		d.Instances += t.Instances
		d.Verdicts[t.Verdict] = t.Instances
	}
	if m.o.Output != "" {
		d.Index = filepath.Join(m.o.Output, html.Index)
	}
	if !m.o.DryRun {
		d.Store = "s3://" + m.o.Store.Bucket + "/" + m.keys.Report("")
	}
	return cli.Outcome{Details: d, Summary: summary.Text(m.report, m.cases)}
}
