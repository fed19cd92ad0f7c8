package agent

import (
	"fmt"
	"strings"
	"testing"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// softwareCase is what is installed, and "name|version|publisher|date" of each row.
type softwareCase struct {
	there []windows.Program
	want  []string
}

func softwareCases() map[string]softwareCase {
	return map[string]softwareCase{
		"nothing": {},
		"a program": {
			there: []windows.Program{{Name: "App", Version: "1.0", Publisher: "Contoso", InstallDate: "20240110"}},
			want:  []string{"App|1.0|Contoso|20240110"},
		},
		"neither updates nor parts nor what Windows hides": {there: []windows.Program{
			{}, {Name: "KB5001716"}, {Name: "Fix", ReleaseType: "Hotfix"}, {Name: "Fix", ReleaseType: "security update"},
			{Name: "Fix", ReleaseType: "Update Rollup"}, {Name: "Part", ParentKeyName: "Office"}, {Name: "Hidden", SystemComponent: true},
		}},
		"what only looks like an update": {
			there: []windows.Program{{Name: "KBase"}, {Name: "App", ReleaseType: "Service Pack"}},
			want:  []string{"KBase|||", "App|||"},
		},
		"a program in both views once, and two versions twice": {
			there: []windows.Program{
				{Name: "App", Version: "1", Wow6432: true}, {Name: "App", Version: "1", Publisher: "first"},
				{Name: "App", Version: "2"}, {Name: "Old", Wow6432: true},
			},
			want: []string{"App|1|first|", "App|2||", "Old|||"},
		},
		"dates that are none": {
			there: []windows.Program{{Name: "A", InstallDate: "1/2/2024"}, {Name: "B", InstallDate: "20241301"}, {Name: "C", InstallDate: "20240229"}},
			want:  []string{"A|||", "B|||", "C|||20240229"},
		},
		"hostile texts": {
			there: []windows.Program{{Name: "=cmd|' /C calc'!A0", Version: "+1\r\n2", Publisher: "\x00\x1b[31m\"x\",\ty\x7f"}, {Name: " \t "}},
			want:  []string{"=cmd|' /C calc'!A0|+1  2|[31m\"x\", y|"},
		},
		"texts without end": {
			there: []windows.Program{{Name: strings.Repeat("x", 299) + "\U0001F4A5"}, {Name: strings.Repeat("ü", 400)}},
			want:  []string{strings.Repeat("x", 299) + "|||", strings.Repeat("ü", 300) + "|||"},
		},
	}
}

func TestTheSoftwareThatIsListed(t *testing.T) {
	for name, c := range softwareCases() {
		t.Run(name, func(t *testing.T) {
			inTheNight(t, nil, func(f *fixture) {
				f.machine.Software = c.there
				f.succeed(f.job(run.DocSoftware))
				var got []string
				for _, row := range f.rows(run.Software) {
					got = append(got, strings.Join([]string{row[run.ColName], row[run.ColVersion], row[run.ColPublisher], row[run.ColInstallDate]}, "|"))
				}
				if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.want) {
					t.Errorf("got  %q\nwant %q", got, c.want)
				}
				if n := f.marker(run.DocSoftware).Counts[run.CountPrograms]; n != len(c.want) {
					t.Errorf("it counts %d programs", n)
				}
			})
		})
	}
}
