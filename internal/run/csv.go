package run

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// The columns that more than one CSV has.
const (
	ColOwner       = "OwnerName"
	ColDomain      = "Domain" // Active Directory domain, or WORKGROUP
	ColApplication = "Application"
	ColUpdate      = "UpdateName"
	ColKB          = "KB"   // KB and digits, such as KB5034439; may be empty
	ColDate        = "Date" // RFC 3339, UTC
	ColInstance    = "InstanceId"
	ColRun         = "RunId"
	ColUpdateID    = "UpdateId"
	ColHResult     = "HResult" // 0x and 8 hexadecimal digits; empty for success
	ColResult      = "Result"
	ColHResultName = "HResultName" // such as WU_E_NO_UPDATE; empty where it has none
)

// The columns of single CSVs.
const (
	ColInstalledOn    = "InstalledOn"    // of the lists before and after: RFC 3339, UTC; may be empty
	ColClassification = "Classification" // of UpdateResults, as Windows Update calls it
	ColSeverity       = "Severity"       // of UpdateResults: MsrcSeverity, may be empty
	ColRebootRequired = "RebootRequired" // of UpdateResults: True or False
	ColNote           = "Note"           // of UpdateResults: why it was skipped and the like

	ColName        = "Name" // of Software, as the four
	ColVersion     = "Version"
	ColPublisher   = "Publisher"
	ColInstallDate = "InstallDate" // yyyyMMdd, may be empty

	ColCheck  = "Check"  // of Checks: service, tcp, http, process, events or script
	ColTarget = "Target" // of Checks: what was looked at
	ColDetail = "Detail" // of Checks: what was found
)

var (
	ofUpdate  = []string{ColOwner, ColDomain, ColApplication, ColUpdate, ColKB}
	ofRow     = []string{ColInstance, ColRun, ColUpdateID}
	ofOutcome = []string{ColHResult, ColResult, ColHResultName}
)

// columns is never written to.
var columns = map[CSVKind][]string{
	UpdatesBefore: slices.Concat(ofUpdate, ofRow, []string{ColInstalledOn}),
	UpdatesAfter:  slices.Concat(ofUpdate, ofRow, []string{ColInstalledOn}),
	UpdateResults: slices.Concat(ofUpdate, ofRow, ofOutcome, []string{
		ColClassification, ColSeverity, ColRebootRequired, ColNote,
	}),
	UpdatesInstalled: slices.Concat(ofUpdate, []string{ColDate}, ofRow),
	UpdatesFailed:    slices.Concat(ofUpdate, []string{ColDate}, ofRow, ofOutcome),
	Confirmed:        slices.Concat(ofUpdate, ofRow, ofOutcome),
	Software: {
		ColOwner, ColDomain, ColApplication, ColName, ColVersion, ColPublisher, ColInstallDate,
		ColInstance, ColRun,
	},
	Checks: {
		ColOwner, ColDomain, ColApplication, ColCheck, ColTarget, ColInstance, ColRun, ColResult, ColDetail,
	},
}

// Columns are a CSV's columns in their order: those that the patch day
// promises, then the further ones. An unknown kind has none.
func (k CSVKind) Columns() []string { return slices.Clone(columns[k]) }

// EncodeCSV writes rows, each with a cell for every column of the kind, as
// RFC 4180 has it: UTF-8 without a byte order mark, a header even when there
// are no rows, and cells that no spreadsheet takes for a formula. A row of
// another length is an error.
func EncodeCSV(kind CSVKind, rows [][]string) ([]byte, error) {
	header := columns[kind]
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	for n, row := range slices.Concat([][]string{header}, rows) {
		if len(row) != len(header) {
			return nil, fmt.Errorf("row %d of %s has %d cells and must have %d", n, kind, len(row), len(header))
		}
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = plainLines(HarmlessCell(strings.ToValidUTF8(cell, "\ufffd")))
		}
		if err := w.Write(cells); err != nil {
			return nil, fmt.Errorf("row %d of %s: %w", n, kind, err)
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// HarmlessCell puts an apostrophe before a cell that a spreadsheet would run
// as a formula: one that begins with = + - @, a tab or a line's end. One that
// begins with apostrophes and then such a sign gets one too, so that
// PlainCell gives back what there was.
func HarmlessCell(cell string) string {
	if looksLikeFormula(cell) {
		return "'" + cell
	}
	return cell
}

// PlainCell takes away what HarmlessCell has put before a cell.
func PlainCell(cell string) string {
	if rest, quoted := strings.CutPrefix(cell, "'"); quoted && looksLikeFormula(rest) {
		return rest
	}
	return cell
}

func looksLikeFormula(cell string) bool {
	rest := strings.TrimLeft(cell, "'")
	return rest != "" && strings.ContainsRune("=+-@\t\r\n", rune(rest[0]))
}

// plainLines turns every end of a line inside a cell to a line feed: a lone
// carriage return does not survive encoding/csv.
func plainLines(cell string) string {
	return strings.ReplaceAll(strings.ReplaceAll(cell, "\r\n", "\n"), "\r", "\n")
}
