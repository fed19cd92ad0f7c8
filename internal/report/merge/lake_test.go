package merge_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"patchline/internal/report/merge"
	"patchline/internal/run"
)

var write = flag.Bool("write", false, "write the DDL into docs and terraform instead of comparing it")

// kinds are all that the history has.
func kinds() []run.CSVKind { return append(slices.Clone(merge.Kinds), merge.Verdicts) }

// table is a kind as a table's name.
func table(kind run.CSVKind) string { return strings.ReplaceAll(string(kind), "-", "_") }

// wrap writes a list on lines of a bounded length.
func wrap(items []string, indent string) string {
	const longest = 110
	var lines []string
	line := ""
	for n, item := range items {
		if n < len(items)-1 {
			item += ","
		}
		if line != "" && len(line)+len(item) > longest {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + item)
	}
	return indent + strings.Join(append(lines, line), "\n"+indent)
}

// columns are a kind's as DDL has them: all are text.
func columns(kind run.CSVKind, form string) []string {
	var all []string
	for _, column := range merge.Columns(kind) {
		all = append(all, fmt.Sprintf(form, strings.ToLower(column)))
	}
	return all
}

func athena() string {
	var b strings.Builder
	for _, kind := range kinds() {
		fmt.Fprintf(&b, "CREATE EXTERNAL TABLE patchline.%s (\n%s\n)\n", table(kind), wrap(columns(kind, "`%s` string"), "  "))
		fmt.Fprintf(&b, `PARTITIONED BY (account string, region string, year int, month int)
ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
WITH SERDEPROPERTIES ('separatorChar' = ',', 'quoteChar' = '"', 'escapeChar' = '\u0001')
LOCATION 's3://acme-patchline/prod/history/%[1]s/'
TBLPROPERTIES (
  'skip.header.line.count' = '1', 'projection.enabled' = 'true',
  'projection.account.type' = 'enum', 'projection.account.values' = '111122223333',
  'projection.region.type' = 'enum', 'projection.region.values' = 'eu-central-1',
  'projection.year.type' = 'integer', 'projection.year.range' = '2025,2050',
  'projection.month.type' = 'integer', 'projection.month.range' = '1,12', 'projection.month.digits' = '2',
  'storage.location.template' = 's3://acme-patchline/prod/history/%[1]s/account=${account}/region=${region}/year=${year}/month=${month}/'
);

`, kind)
	}
	return b.String()
}

func bigQuery() string {
	var b strings.Builder
	for _, kind := range kinds() {
		fmt.Fprintf(&b, "CREATE EXTERNAL TABLE patchline.%s (\n%s\n)\n", table(kind), wrap(columns(kind, "`%s` STRING"), "  "))
		fmt.Fprintf(&b, `WITH PARTITION COLUMNS (account STRING, region STRING, year INT64, month INT64, run STRING)
OPTIONS (
  format = 'CSV', skip_leading_rows = 1,
  uris = ['gs://acme-patchline/prod/history/%[1]s/*'],
  hive_partition_uri_prefix = 'gs://acme-patchline/prod/history/%[1]s'
);

`, kind)
	}
	return b.String()
}

func glue() string {
	var b strings.Builder
	b.WriteString("# Written by `go test ./internal/report/merge -run DDL -write`: the columns of the\n# history, by its kinds.\nlocals {\n  history_columns = {\n")
	for n, kind := range slices.Sorted(slices.Values(kinds())) {
		if n > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "    %q = [\n%s,\n    ]\n", kind, wrap(columns(kind, "%q"), "      "))
	}
	return b.String() + "  }\n}\n"
}

func TestTheDDLHasTheColumnsOfTheHistory(t *testing.T) {
	const page = "../../../docs/data-lake.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	fresh := between(t, string(text), "athena", "```sql\n"+strings.TrimSpace(athena())+"\n```")
	fresh = between(t, fresh, "bigquery", "```sql\n"+strings.TrimSpace(bigQuery())+"\n```")
	for path, want := range map[string]string{page: fresh, "../../../terraform/athena_columns.tf": glue()} {
		if *write {
			if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		have, err := os.ReadFile(path)
		if err != nil || string(bytes.ReplaceAll(have, []byte("\r\n"), []byte("\n"))) != want {
			t.Errorf("%s is not of this version's columns (%v): go test ./internal/report/merge -run DDL -write", path, err)
		}
	}
}

// between puts a text between two comments of a page.
func between(t *testing.T, page, name, text string) string {
	t.Helper()
	begin, end := "<!-- "+name+" -->\n", "\n<!-- end of "+name+" -->"
	head, rest, found := strings.Cut(page, begin)
	_, tail, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("the page has no place for %s", name)
	}
	return head + begin + text + end + tail
}
