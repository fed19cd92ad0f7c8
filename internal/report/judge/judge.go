// Package judge puts what a run and an instance's CSVs say of it together.
package judge

import (
	"cmp"
	"strings"

	"patchline/internal/hresult"
	"patchline/internal/report/evidence"
	"patchline/internal/report/merge"
	"patchline/internal/report/model"
	"patchline/internal/report/plain"
	"patchline/internal/report/verdict"
	"patchline/internal/run"
)

// Instance is an instance as the report shows it.
func Instance(i *evidence.Instance, l *merge.Lists) model.Instance {
	rows := count(l)
	m := i.Base
	m.Domain, m.Counts = l.Domain, rows.Counts
	w := i.Witnesses(rows)
	j := verdict.Of(w)
	m.Verdict, m.Sentence, m.Do, m.Witnesses = j.Verdict, j.Sentence, j.Do, &w
	m.Reasons = i.Reasons(rows)
	m.Installed, m.Failed = installed(l), failed(l)
	m.Reboot.Pending = rebootPending(i)
	for _, kind := range merge.Kinds {
		if why := l.Broken[kind]; why != "" {
			m.Notes = append(m.Notes, string(kind)+": "+why)
		}
	}
	if otherRuns(l) {
		m.Notes = append(m.Notes, "what was installed is what "+run.DocCompare+" found new between lists that are not both of this run; its marker names them")
	}
	return m
}

// otherRuns tells whether what was installed comes from lists of other runs too:
// the document takes them where this run lacks one of its own.
func otherRuns(l *merge.Lists) bool {
	lacks := func(kind run.CSVKind) bool { return !l.Has(kind) && l.Broken[kind] == "" }
	return l.Has(run.UpdatesInstalled) && (lacks(run.UpdatesBefore) || lacks(run.UpdatesAfter))
}

// LeftOut is an instance that discover has left out.
func LeftOut(left run.LeftOut) model.Instance {
	j := verdict.OfLeftOut()
	return model.Instance{
		ID: plain.Line(left.ID, plain.Name), Account: left.Account, Region: left.Region,
		Verdict: j.Verdict, Sentence: j.Sentence, Stages: []model.Stand{},
		Reasons: []string{plain.Line(left.Reason, plain.Sentence)},
	}
}

// rebootPending is what the last marker says: that of the scan, else that of
// the installation.
func rebootPending(i *evidence.Instance) bool {
	if i.Confirm.Outcome != "" && i.Confirm.Wrong == "" {
		return i.Confirm.Marker.RebootPending
	}
	return i.Install.Marker.RebootPending
}

// count counts what the CSVs list.
func count(l *merge.Lists) evidence.Rows {
	r := evidence.Rows{Results: l.Has(run.UpdateResults), Confirmed: l.Has(run.Confirmed)}
	r.Before, r.After, r.Programs = len(l.Rows[run.UpdatesBefore]), len(l.Rows[run.UpdatesAfter]), len(l.Rows[run.Software])
	spokenOf := map[string]bool{}
	result, id := run.Confirmed.Column(run.ColResult), run.Confirmed.Column(run.ColUpdateID)
	for _, row := range l.Rows[run.Confirmed] {
		switch row[result] {
		case run.ResultPresent:
			r.Present++
		case run.ResultPendingReboot:
			r.PendingReboot++
		case run.ResultRolledBack:
			r.RolledBack++
		default:
			continue // it says nothing
		}
		spokenOf[strings.ToLower(row[id])] = true
	}
	r.Confirming = len(spokenOf)
	result, id = run.UpdateResults.Column(run.ColResult), run.UpdateResults.Column(run.ColUpdateID)
	for _, row := range l.Rows[run.UpdateResults] {
		switch row[result] {
		case run.ResultSucceeded, run.ResultSucceededWithErrors:
			r.Installed++
			if !spokenOf[strings.ToLower(row[id])] {
				r.Unconfirmed++
			}
		case run.ResultFailed, run.ResultAborted:
			r.Failed++
		case run.ResultSkipped:
			r.Skipped++
		case run.ResultFound:
			r.Found++
		default: // NotAttempted, and what no document of ours writes
			r.NotAttempted++
		}
	}
	return r
}

// mostUpdates bounds the updates of one instance in a report's own lists; the
// CSVs have all. A month has about ten.
const mostUpdates = 100

// installed lists what was newly installed: the difference of the lists before
// and after, else what the installing document says.
func installed(l *merge.Lists) []model.Update {
	var all []model.Update
	kind := run.UpdatesInstalled
	if l.Has(kind) {
		for _, row := range first(l.Rows[kind]) {
			all = append(all, model.Update{
				Title: row[kind.Column(run.ColUpdate)], KB: row[kind.Column(run.ColKB)], Date: row[kind.Column(run.ColDate)],
			})
		}
		return all
	}
	kind = run.UpdateResults
	for _, row := range l.Rows[kind] {
		result := row[kind.Column(run.ColResult)]
		if (result == run.ResultSucceeded || result == run.ResultSucceededWithErrors) && len(all) < mostUpdates {
			all = append(all, model.Update{Title: row[kind.Column(run.ColUpdate)], KB: row[kind.Column(run.ColKB)], Result: result})
		}
	}
	return all
}

// failed lists what is not installed and why: the night's own results first,
// then what the scan misses, then what Windows' history still has as failed.
func failed(l *merge.Lists) []model.Update {
	var all []model.Update
	known := map[string]bool{}
	for _, kind := range []run.CSVKind{run.UpdateResults, run.Confirmed, run.UpdatesFailed} {
		for _, row := range l.Rows[kind] {
			u, bad := failure(kind, row)
			// A later list speaks of the same failure again.
			key := strings.ToLower(cmp.Or(row[kind.Column(run.ColUpdateID)], u.KB, u.Title)) + " " + u.HResult
			if bad && !known[key] && len(all) < mostUpdates {
				known[key] = true
				all = append(all, u)
			}
		}
	}
	return all
}

// failure reads a row, and tells whether it speaks of an update that somebody
// has to see to.
func failure(kind run.CSVKind, row []string) (model.Update, bool) {
	u := model.Update{
		Title: row[kind.Column(run.ColUpdate)], KB: row[kind.Column(run.ColKB)],
		Result: row[kind.Column(run.ColResult)], HResult: row[kind.Column(run.ColHResult)],
	}
	if at := kind.Column(run.ColDate); at >= 0 {
		u.Date = row[at]
	}
	if at := kind.Column(run.ColNote); at >= 0 {
		u.Note = row[at]
	}
	code, is := hresult.Parse(u.HResult)
	u.HResult = hresult.Text(code)
	if is && code != 0 {
		u.Name, u.Do = hresult.Name(code), hresult.Advice(code)
	}
	switch u.Result {
	case run.ResultSucceeded, run.ResultSucceededWithErrors, run.ResultPresent, run.ResultFound:
		return u, false
	}
	return u, true
}

func first(rows [][]string) [][]string { return rows[:min(len(rows), mostUpdates)] }
