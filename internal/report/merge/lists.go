package merge

import (
	"context"
	"errors"
	"fmt"

	"patchline/internal/report/plain"
	"patchline/internal/run"
)

// maxCSV bounds what is read of one CSV, in bytes: 200 programs take 30 KB,
// and this holds a few thousand.
const maxCSV = 1 << 20

// Lists are one instance's CSVs. Its writer is the instance, so that every cell
// is plain, and what the run itself knows stands in place of what the instance
// says of its own id, run, owner and application.
type Lists struct {
	Rows map[run.CSVKind][][]string
	// Broken says why a CSV that is there can't be used.
	Broken map[run.CSVKind]string
	Domain string
}

// Has tells whether the CSV of a kind is there and was read.
func (l *Lists) Has(kind run.CSVKind) bool {
	_, found := l.Rows[kind]
	return found
}

// Owner is what the run knows of an instance.
type Owner struct{ Instance, Run, Owner, Application string }

// Read reads one instance's CSVs.
func (x *Index) Read(ctx context.Context, store run.Files, o Owner, kinds ...run.CSVKind) (*Lists, error) {
	l := &Lists{Rows: map[run.CSVKind][][]string{}, Broken: map[run.CSVKind]string{}}
	for _, kind := range kinds {
		key, found := x.keys[kind][o.Instance]
		if !found {
			continue
		}
		object, err := store.GetUpTo(ctx, key, maxCSV)
		switch {
		case errors.Is(err, run.ErrTooLarge):
			l.Broken[kind] = fmt.Sprintf("its CSV is larger than %d bytes", maxCSV)
			continue
		case errors.Is(err, run.ErrNotFound): // deleted since it was listed
			continue
		case err != nil:
			return nil, err
		}
		rows, err := run.DecodeCSV(kind, object.Body)
		if err != nil {
			l.Broken[kind] = "its CSV can't be read: " + plain.Line(err.Error(), plain.Sentence)
			continue
		}
		o.own(kind, rows)
		l.Rows[kind] = rows
		if domain := kind.Column(run.ColDomain); l.Domain == "" && len(rows) > 0 {
			l.Domain = rows[0][domain]
		}
	}
	return l, nil
}

// own makes the rows plain and the run's own.
func (o Owner) own(kind run.CSVKind, rows [][]string) {
	known := map[int]string{
		kind.Column(run.ColInstance): o.Instance, kind.Column(run.ColRun): o.Run,
		kind.Column(run.ColOwner): o.Owner, kind.Column(run.ColApplication): o.Application,
	}
	for _, row := range rows {
		for column, cell := range row {
			if truth, is := known[column]; is {
				row[column] = truth
			} else {
				row[column] = plain.Line(cell, plain.Cell)
			}
		}
	}
}
