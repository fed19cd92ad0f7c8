package report

import (
	"cmp"
	"context"
	"fmt"

	"patchline/internal/report/evidence"
	"patchline/internal/report/folder"
	"patchline/internal/report/html"
	"patchline/internal/report/judge"
	"patchline/internal/report/junit"
	"patchline/internal/report/merge"
	"patchline/internal/report/model"
	"patchline/internal/report/summary"
	"patchline/internal/report/verdict"
	"patchline/internal/run"
)

// piece is one instance, as far as it can be made at the same time as others.
type piece struct {
	instance model.Instance
	blocks   map[run.CSVKind][]byte // its rows of each merged CSV
	section  []byte                 // of its page
	programs [][]string             // rows of Software
	changes  []model.Change
}

// piece reads an instance's CSVs and makes what the report shows of it.
func (m *maker) piece(ctx context.Context, n int) (*piece, error) {
	e := m.evidence.Instances[n]
	owner := m.owner(&e.Base)
	lists, err := m.index.Read(ctx, m.store, owner, m.kinds...)
	if err != nil {
		return nil, err
	}
	p := &piece{instance: judge.Instance(e, lists), blocks: map[run.CSVKind][]byte{}, programs: lists.Rows[run.Software]}
	if m.before != nil && lists.Has(run.Software) {
		earlier, err := m.before.Read(ctx, m.store, owner, run.Software)
		if err != nil {
			return nil, err
		}
		if earlier.Has(run.Software) {
			p.changes = merge.Changes(earlier.Rows[run.Software], p.programs)
		}
	}
	if p.section, err = html.Section(&p.instance, lists, p.changes); err != nil {
		return nil, fmt.Errorf("drawing %s: %w", e.Base.ID, err)
	}
	// Last: it makes the cells harmless for spreadsheets.
	for _, kind := range m.kinds {
		if lists.Has(kind) {
			p.blocks[kind] = merge.Encode(kind, lists.Rows[kind])
		} else {
			p.blocks[kind] = merge.EncodeMissing(kind, owner, lists.Domain, why(e, lists, kind))
		}
	}
	p.blocks[merge.Verdicts] = merge.EncodeVerdict(m.keys.Run, &p.instance)
	return p, nil
}

// why says why an instance has no rows of a kind.
func why(e *evidence.Instance, l *merge.Lists, kind run.CSVKind) string {
	if broken := l.Broken[kind]; broken != "" {
		return broken
	}
	document := writers[kind]
	for _, s := range e.Base.Stages {
		if s.Stage == (run.StageID{Stage: run.StageWait, Document: document}).String() && s.Status != run.OK {
			return document + ": " + cmp.Or(s.Reason, string(s.Status))
		}
	}
	switch {
	case e.Failure != nil:
		return fmt.Sprintf("it failed %s: %s", e.Failure.Stage, cmp.Or(e.Failure.Reason, "without a reason"))
	case kind == run.Confirmed && e.StoppedAgain():
		return "it was stopped again: nothing confirms its updates until its next start"
	default:
		return document + " has uploaded none"
	}
}

// writers are the documents that upload each kind. It is never written to.
var writers = map[run.CSVKind]string{
	run.UpdatesBefore: run.DocUpdatesBefore, run.UpdateResults: run.DocInstall, run.UpdatesAfter: run.DocUpdatesAfter,
	run.UpdatesInstalled: run.DocCompare, run.UpdatesFailed: run.DocFailedCheck, run.Software: run.DocSoftware,
	run.Confirmed: run.DocConfirm, run.Checks: run.DocVerifyApplication,
}

// take writes a piece down.
func (m *maker) take(n int, p *piece, csvs map[run.CSVKind]*folder.File, s *stream) error {
	page := m.pages.Page(n)
	if err := m.takeRows(p, csvs); err != nil {
		return err
	}
	if err := s.add(&p.instance); err != nil {
		return err
	}
	if err := m.takeSection(n, p.section); err != nil {
		return err
	}
	m.tally.Add(&p.instance, html.Line{ID: p.instance.ID, Page: page}.Link())
	name, version, publisher := run.Software.Column(run.ColName), run.Software.Column(run.ColVersion), run.Software.Column(run.ColPublisher)
	for _, row := range p.programs {
		m.tally.AddProgram(row[name], row[version], row[publisher])
	}
	for _, c := range p.changes {
		m.tally.AddChange(c.Name, c.From, c.To)
	}
	m.note(&p.instance, page)
	return nil
}

// takeRows writes an instance's rows into the merged CSVs and the history.
func (m *maker) takeRows(p *piece, csvs map[run.CSVKind]*folder.File) error {
	i := &p.instance
	for kind, block := range p.blocks {
		if _, err := csvs[kind].Write(block); err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
		name := m.keys.History(kind, run.Target{Account: i.Account, Region: i.Region}, m.evidence.DiscoveredAt)
		if err := m.history.Append(name, merge.Header(kind), block); err != nil {
			return err
		}
	}
	return nil
}

// note keeps what pages, JUnit and the summary show of an instance.
func (m *maker) note(i *model.Instance, page string) {
	because := i.Sentence
	if len(i.Reasons) > 0 {
		because += " " + i.Reasons[0]
	}
	if i.Verdict == verdict.LeftOut {
		because = i.Reasons[0] // they all have the same sentence
	}
	m.lines = append(m.lines, junit.Line{
		ID: i.ID, Name: i.Name, Application: i.Application, Verdict: i.Verdict, Why: because, Stages: i.Stages,
	})
	m.listed = append(m.listed, html.Line{
		ID: i.ID, Name: i.Name, Application: i.Application, Owner: i.Owner, Verdict: i.Verdict, Why: because, Page: page,
	})
	if i.Verdict.Attention() {
		m.cases = append(m.cases, summary.Case{
			ID: i.ID, Name: i.Name, Application: i.Application, Verdict: i.Verdict.Label(), Why: because,
		})
	}
}
