package run

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
)

// byteOrderMark is what some editors and spreadsheets put before UTF-8.
const byteOrderMark = "\ufeff"

// DecodeCSV reads what EncodeCSV wrote: rows in the order of the kind's
// columns. Its writer is an instance, perhaps with an older document, so it
// goes by the header: columns may stand in any order, unknown ones are left
// out and missing ones are empty. It fails where the text is no CSV, or its
// header names none of the columns.
func DecodeCSV(kind CSVKind, data []byte) ([][]string, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte(byteOrderMark))))
	r.ReuseRecord = true
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("a CSV of %s without its header", kind)
	}
	if err != nil {
		return nil, fmt.Errorf("a CSV of %s: %w", kind, err)
	}
	from := make([]int, len(columns[kind])) // where each column stands in the file; -1: nowhere
	known := false
	for i, column := range columns[kind] {
		from[i] = slices.Index(header, column)
		known = known || from[i] >= 0
	}
	if !known {
		return nil, fmt.Errorf("a CSV of %s whose header has none of its columns", kind)
	}
	var rows [][]string
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("a CSV of %s: %w", kind, err)
		}
		row := make([]string, len(from))
		for i, at := range from {
			if at >= 0 {
				row[i] = PlainCell(record[at])
			}
		}
		rows = append(rows, row)
	}
}

// Column is the place of a column in a kind's rows; -1 where it has none of
// that name.
func (k CSVKind) Column(name string) int { return slices.Index(columns[k], name) }

// Row lays cells out in the order of the kind's columns. Columns that are not
// given are empty.
func (k CSVKind) Row(cells map[string]string) []string {
	row := make([]string, len(columns[k]))
	for i, column := range columns[k] {
		row[i] = cells[column]
	}
	return row
}
