package tests

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"patchline/internal/hresult"
	"patchline/internal/run"
)

// nameLine is a line of the module's table of HRESULTs.
var nameLine = regexp.MustCompile(`(?m)^([0-9A-F]{8}) (\w+)$`)

func TestTheModuleNamesHRESULTsAsTheBinariesDo(t *testing.T) {
	table, err := os.ReadFile("../hresultnames.ps1")
	if err != nil {
		t.Fatal(err)
	}
	names := map[uint32]string{}
	for _, line := range nameLine.FindAllStringSubmatch(string(table), -1) {
		code, err := strconv.ParseUint(line[1], 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		names[uint32(code)] = line[2]
		if want := hresult.Name(uint32(code)); want != line[2] {
			t.Errorf("0x%08X is %s to the module and %q to the binaries", code, line[2], want)
		}
	}
	for _, facility := range []uint32{0x00240000, 0x80240000, 0x80070000, 0x800F0000} {
		for low := range uint32(0x10000) {
			if name := hresult.Name(facility | low); name != "" && names[facility|low] == "" {
				t.Errorf("0x%08X (%s) has no name in the module", facility|low, name)
			}
		}
	}
}

func TestTheModuleLooksAtAsManyListsAsTheBinariesSay(t *testing.T) {
	part, err := os.ReadFile("../storedlists.ps1")
	if err != nil {
		t.Fatal(err)
	}
	if want := "\n$MaxLists = " + strconv.Itoa(run.MaxLists) + "\n"; !strings.Contains(string(part), want) {
		t.Errorf("the module does not have %q", want)
	}
}

func TestTheModuleHasTheColumnsOfTheCSVs(t *testing.T) {
	kinds := []run.CSVKind{
		run.UpdatesBefore, run.UpdatesAfter, run.UpdateResults, run.UpdatesInstalled, run.UpdatesFailed, run.Software, run.Confirmed, run.Checks,
	}
	var arguments, want []string
	for _, kind := range kinds {
		arguments = append(arguments, string(kind))
		want = append(want, string(kind)+": "+strings.Join(kind.Columns(), ","))
	}
	if got := runScript(t, "columns.ps1", arguments...); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
