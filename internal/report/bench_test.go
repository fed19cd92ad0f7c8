package report_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"patchline/internal/report"
	"patchline/internal/run"
)

// fleet is a store with the CSVs of many instances, which it makes when they
// are asked for: held in memory they would be what is measured.
type fleet struct {
	run.Files
	keys      run.Keys
	instances int
	csvs      map[run.CSVKind][]byte
}

func (f *fleet) key(kind run.CSVKind, n int) string { return f.keys.CSV(kind, "AROAEXAMPLE:"+id(n)) }

func (f *fleet) List(ctx context.Context, prefix, after string) iter.Seq2[string, error] {
	for kind := range f.csvs {
		if prefix == f.keys.CSVPrefix(kind) {
			return func(yield func(string, error) bool) {
				for n := range f.instances {
					if !yield(f.key(kind, n), nil) {
						return
					}
				}
			}
		}
	}
	return f.Files.List(ctx, prefix, after)
}

func (f *fleet) GetUpTo(ctx context.Context, key string, limit int) (run.Object, error) {
	for kind, body := range f.csvs {
		if strings.HasPrefix(key, f.keys.CSVPrefix(kind)) {
			return run.Object{Body: bytes.Clone(body)}, nil
		}
	}
	return f.Files.GetUpTo(ctx, key, limit)
}

// Put reads what would be uploaded, and keeps none of it.
func (f *fleet) Put(_ context.Context, _ string, body io.ReadSeeker) error {
	_, err := io.Copy(io.Discard, body)
	return err
}

// largeNight is a run of many instances, each with 100 updates and 200 programs.
func largeNight(b *testing.B, instances int) *fleet {
	b.Helper()
	var all []run.Instance
	for n := range instances {
		i := instance(n, fmt.Sprintf("application-%03d", n%200))
		i.Tags = map[string]string{"PatchGroup": "monthly", "Environment": "production", "CostCenter": strconv.Itoa(n % 50)}
		all = append(all, i)
	}
	n := newNight(b, all...)
	n.healthy()
	f := &fleet{Files: n.store, keys: n.run.Keys, instances: instances, csvs: map[run.CSVKind][]byte{}}
	add := func(kind run.CSVKind, rows ...map[string]string) {
		var lines [][]string
		for _, cells := range rows {
			lines = append(lines, kind.Row(cells))
		}
		body, err := run.EncodeCSV(kind, lines)
		if err != nil {
			b.Fatal(err)
		}
		f.csvs[kind] = body
	}
	var updates, programs []map[string]string
	for n := range rowsOfUpdates {
		updates = append(updates, map[string]string{
			run.ColUpdate: fmt.Sprintf("2026-%02d Cumulative Update for .NET Framework 3.5, 4.8 and 4.8.1 for Windows Server 2022 for x64 (KB5%06d)", n%12+1, n),
			run.ColKB:     fmt.Sprintf("KB5%06d", n), run.ColUpdateID: fmt.Sprintf("0a1b2c3d-0000-4000-8000-%012d", n),
			run.ColInstalledOn: "2026-09-18T00:00:00Z", run.ColDomain: "corp.example.com", run.ColOwner: "Anna Keller", run.ColApplication: "payroll",
			run.ColInstance: id(n), run.ColRun: runID,
		})
	}
	for n := range rowsOfPrograms {
		programs = append(programs, map[string]string{
			run.ColName: fmt.Sprintf("Microsoft Visual C++ 20%02d Redistributable (x64) - %d", n%25, n), run.ColVersion: fmt.Sprintf("14.%d.33810", n),
			run.ColPublisher: "Microsoft Corporation", run.ColInstallDate: "20250311", run.ColDomain: "corp.example.com",
			run.ColOwner: "Anna Keller", run.ColApplication: "payroll", run.ColInstance: id(n), run.ColRun: runID,
		})
	}
	add(run.UpdatesBefore, updates...)
	add(run.Software, programs...)
	add(run.UpdatesInstalled, update(3), update(4))
	add(run.UpdatesFailed)
	add(run.UpdateResults, update(3, run.ColResult, run.ResultSucceeded), update(4, run.ColResult, run.ResultSucceeded))
	add(run.Confirmed, update(3, run.ColResult, run.ResultPresent), update(4, run.ColResult, run.ResultPresent))
	return f
}

// What an instance of the benchmark lists, as the largest fleets do.
const rowsOfUpdates, rowsOfPrograms = 100, 200

// peak is the most memory that the process ever had, in MiB.
func peak(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if err != nil || found == nil {
		return 0 // not Linux
	}
	kilobytes, _ := strconv.ParseFloat(string(found[1]), 64)
	return kilobytes / 1024
}

func BenchmarkReport10000(b *testing.B) {
	const instances = 10_000
	f := largeNight(b, instances)
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for b.Loop() {
		if _, err := report.Make(b.Context(), options(b.TempDir()), f); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*instances*(rowsOfUpdates+rowsOfPrograms))/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(peak(b), "peak-MiB")
	// What the store in memory takes is in the peak as well.
	b.ReportMetric(float64(before.HeapAlloc)/(1<<20), "store-MiB")
}
