package merge

import (
	"bytes"
	"encoding/csv"
	"slices"

	"patchline/internal/run"
)

// Verdicts is the CSV of what has become of each instance, which no instance
// uploads.
const Verdicts run.CSVKind = "verdicts"

// ColMissing is the last column of a merged CSV. A row that has it stands for
// an instance without rows of its own, and says why it has none.
const ColMissing = "Missing"

// Columns are those of a merged CSV: the kind's own and ColMissing.
func Columns(kind run.CSVKind) []string {
	if kind == Verdicts {
		return slices.Clone(verdictColumns)
	}
	return append(kind.Columns(), ColMissing)
}

// Header is the first line of a merged CSV.
func Header(kind run.CSVKind) []byte { return encode([][]string{Columns(kind)}) }

// Encode writes rows of a kind, each with an empty ColMissing.
func Encode(kind run.CSVKind, rows [][]string) []byte {
	width := len(kind.Columns())
	wide := make([][]string, len(rows))
	cells := make([]string, 0, len(rows)*(width+1))
	for n, row := range rows {
		from := len(cells)
		cells = append(append(cells, row...), "")
		wide[n] = cells[from:len(cells):len(cells)]
	}
	return encode(wide)
}

// EncodeMissing writes the row of an instance that has none of the kind.
func EncodeMissing(kind run.CSVKind, o Owner, domain, why string) []byte {
	row := kind.Row(map[string]string{
		run.ColOwner: o.Owner, run.ColDomain: domain, run.ColApplication: o.Application,
		run.ColInstance: o.Instance, run.ColRun: o.Run,
	})
	return encode([][]string{append(row, why)})
}

// encode writes lines as run.EncodeCSV does. Cells are plain: they hold no
// ends of lines, which not every query engine takes.
func encode(rows [][]string) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	for _, row := range rows {
		for n, cell := range row {
			row[n] = run.HarmlessCell(cell)
		}
		_ = w.Write(row) // a buffer takes everything
	}
	w.Flush()
	return out.Bytes()
}
