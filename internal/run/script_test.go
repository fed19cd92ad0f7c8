package run

import (
	"slices"
	"strings"
	"testing"
)

func TestTheScriptsOfADocumentAreReadFromTheLinesAfterItsFirst(t *testing.T) {
	a, b := strings.Repeat("a1", 32), strings.Repeat("0f", 32)
	header := DocumentHeader + "X\n"
	for name, c := range map[string]struct {
		script string
		want   []Script
	}{
		"none":                          {header + "& {\n}", nil},
		"two":                           {header + DownloadHeader + a + "/Install.ps1\n" + DownloadHeader + b + "/B-2.ps1\n& {", []Script{{a, "Install.ps1"}, {b, "B-2.ps1"}}},
		"with Windows' line ends":       {header + DownloadHeader + a + "/Install.ps1\r\n", []Script{{a, "Install.ps1"}}},
		"one further down is no line":   {header + "& {\n" + DownloadHeader + a + "/Install.ps1\n", nil},
		"in place of the first line":    {DownloadHeader + a + "/Install.ps1\n", nil},
		"a hash that is none":           {header + DownloadHeader + a[1:] + "/Install.ps1\n", nil},
		"a name that leads elsewhere":   {header + DownloadHeader + a + "/../Install.ps1\n", nil},
		"a name that is not PowerShell": {header + DownloadHeader + a + "/Install.exe\n", nil},
		"nothing at all":                {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Downloads(c.script); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestAScriptLiesInTheStoreUnderItsHash(t *testing.T) {
	s := Script{strings.Repeat("ab", 32), "Install.ps1"}
	if got, want := (Keys{Prefix: "prod", Run: "x"}).Script(s), "prod/scripts/"+s.SHA256+"/Install.ps1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := (Keys{Run: "x"}).Script(s), "scripts/"+s.SHA256+"/Install.ps1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
