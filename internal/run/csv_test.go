package run

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
)

var kinds = []CSVKind{
	UpdatesBefore, UpdatesAfter, UpdateResults, UpdatesInstalled, UpdatesFailed, Software, Confirmed, Checks,
}

func TestEveryCSVBeginsWithTheColumnsOfTheContract(t *testing.T) {
	update := []string{"OwnerName", "Domain", "Application", "UpdateName", "KB"}
	dated := append(slices.Clone(update), "Date")
	for kind, want := range map[CSVKind][]string{
		UpdatesBefore:    update,
		UpdatesAfter:     update,
		UpdateResults:    update,
		UpdatesInstalled: dated,
		UpdatesFailed:    dated,
		Confirmed:        update,
		Software:         {"OwnerName", "Domain", "Application", "Name", "Version", "Publisher", "InstallDate"},
		Checks:           {"OwnerName", "Domain", "Application"},
	} {
		columns := kind.Columns()
		if len(columns) < len(want) || !slices.Equal(columns[:len(want)], want) {
			t.Errorf("%s: got %q, want it to begin with %q", kind, columns, want)
		}
		for _, further := range []string{ColInstance, ColRun} {
			if kind.Column(further) < len(want) {
				t.Errorf("%s: %s is missing or among the first columns", kind, further)
			}
		}
	}
}

func TestBothListsOfUpdatesHaveTheSameColumns(t *testing.T) {
	if !slices.Equal(UpdatesBefore.Columns(), UpdatesAfter.Columns()) {
		t.Error("the lists before and after can't be compared")
	}
}

func TestNoColumnStandsTwiceInACSV(t *testing.T) {
	for _, kind := range kinds {
		columns := kind.Columns()
		slices.Sort(columns)
		if len(slices.Compact(columns)) != len(kind.Columns()) {
			t.Errorf("%s: %q", kind, columns)
		}
	}
}

func TestACSVWithoutRowsHasItsHeader(t *testing.T) {
	body, err := EncodeCSV(Software, nil)
	want := "OwnerName,Domain,Application,Name,Version,Publisher,InstallDate,InstanceId,RunId\r\n"
	if err != nil || string(body) != want {
		t.Fatalf("got %q, %v; want %q", body, err, want)
	}
	rows, err := DecodeCSV(Software, body)
	if err != nil || len(rows) != 0 {
		t.Fatalf("read back: %q, %v", rows, err)
	}
}

func TestCellsComeBackAsTheyWere(t *testing.T) {
	for name, cell := range map[string]string{
		"plain":                           "Ada Lovelace",
		"empty":                           "",
		"comma, quote and space":          ` a,"b" `,
		"not English":                     "Kumulatives Update für Windows – 安全更新 (KB5034439)",
		"formula":                         `=HYPERLINK("http://x","y")`,
		"plus":                            "+1",
		"minus":                           "-1",
		"at":                              "@SUM(A1)",
		"tab":                             "\t=1",
		"apostrophe before a word":        "'twas",
		"apostrophe before a formula":     "'=1",
		"two apostrophes":                 "''=1",
		"only an apostrophe":              "'",
		"line feed":                       "two\nlines",
		"line feed first":                 "\n=1",
		"number with an apostrophe later": "it's =1",
	} {
		t.Run(name, func(t *testing.T) {
			row := slices.Repeat([]string{cell}, len(Checks.Columns()))
			body, err := EncodeCSV(Checks, [][]string{row})
			if err != nil {
				t.Fatal(err)
			}
			rows, err := DecodeCSV(Checks, body)
			if err != nil || len(rows) != 1 || !slices.Equal(rows[0], row) {
				t.Fatalf("got %q, %v; want %q", rows, err, row)
			}
		})
	}
}

func TestNoCellIsAFormulaToASpreadsheet(t *testing.T) {
	hostile := []string{"=1+1", "+1", "-1", "@a", "\tx", "\rx", "\nx", "'=1", "\r\n=1"}
	for _, cell := range hostile {
		body, err := EncodeCSV(Software, [][]string{slices.Repeat([]string{cell}, len(Software.Columns()))})
		if err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if got := records[1][0]; got[0] != '\'' {
			t.Errorf("%q became %q", cell, got)
		}
	}
}

func TestTextThatIsNotUTF8IsMadeSo(t *testing.T) {
	body, err := EncodeCSV(Checks, [][]string{slices.Repeat([]string{"a\xffb"}, len(Checks.Columns()))})
	if err != nil || !strings.Contains(string(body), "a\ufffdb") {
		t.Fatalf("%q, %v", body, err)
	}
}

func TestARowOfAnotherLengthIsNotWritten(t *testing.T) {
	if body, err := EncodeCSV(Software, [][]string{{"only one"}}); err == nil {
		t.Fatalf("wrote %q", body)
	}
}

func TestACSVIsReadByItsHeader(t *testing.T) {
	text := "\ufeffKB,Unknown,UpdateName\nKB1,x,'=One\n"
	rows, err := DecodeCSV(UpdatesBefore, []byte(text))
	want := UpdatesBefore.Row(map[string]string{ColKB: "KB1", ColUpdate: "=One"})
	if err != nil || len(rows) != 1 || !slices.Equal(rows[0], want) {
		t.Fatalf("got %q, %v; want %q", rows, err, want)
	}
}

func TestWhatIsNoCSVIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"nothing at all":               "",
		"another file's header":        "a,b,c\n1,2,3\n",
		"a row that is too long":       "KB,UpdateName\n1,2,3\n",
		"a quote that is never closed": "KB,UpdateName\n\"1,2\n",
	} {
		t.Run(name, func(t *testing.T) {
			if rows, err := DecodeCSV(UpdatesBefore, []byte(text)); err == nil {
				t.Fatalf("read %q", rows)
			}
		})
	}
}

func FuzzDecodeCSV(f *testing.F) {
	f.Add([]byte("KB,UpdateName\r\nKB1,'=x\r\n"))
	f.Add([]byte("\ufeffOwnerName\n\"a\nb\"\n"))
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := DecodeCSV(UpdateResults, data)
		if err != nil {
			return
		}
		body, err := EncodeCSV(UpdateResults, rows)
		if err != nil {
			t.Fatalf("what was read can't be written: %v", err)
		}
		again, err := DecodeCSV(UpdateResults, body)
		if err != nil || len(again) != len(rows) {
			t.Fatalf("%d rows became %d: %v", len(rows), len(again), err)
		}
	})
}

func FuzzHarmlessCell(f *testing.F) {
	for _, seed := range []string{"=1", "'=1", "''", "a", "", "\r"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		harmless := HarmlessCell(cell)
		if harmless != "" && strings.ContainsAny(harmless[:1], "=+-@\t\r\n") {
			t.Errorf("%q stays %q", cell, harmless)
		}
		if back := PlainCell(harmless); back != cell {
			t.Errorf("%q came back as %q", cell, back)
		}
	})
}
