package agent

import (
	"crypto/sha256"
	"fmt"
)

// scriptCase is a script that is to be run.
type scriptCase struct {
	script string
	place  string // where it is another than the script's
	stored string // what lies there where it is another
	want   string
}

func scriptCases() map[string]scriptCase {
	const absent = "0000000000000000000000000000000000000000000000000000000000000000/Check.ps1"
	return map[string]scriptCase{
		"that ends well":              {script: "Write-Output 'in order'\nexit 0", want: "Passed exit code 0: in order"},
		"that says nothing":           {script: "Start-Sleep 20", want: "Passed exit code 0"},
		"that fails":                  {script: "'first'\n'=last\tline'\n''\nexit 3010", want: "NotPassed exit code 3010: =last line"},
		"that throws":                 {script: "throw 'no database'", want: "NotPassed exception: no database"},
		"that hangs":                  {script: "Start-Sleep 100\nStart-Sleep 250", want: "NotPassed no end in 300 s"},
		"that is beyond the Go agent": {script: "Get-Random", want: "NotPassed exception: fleet-sim: no PowerShell at hand (--powershell): this line is beyond the Go agent: Get-Random"},
		"with a byte order mark":      {script: "\ufeff'marked'", want: "Passed exit code 0: marked"},
		"that isn't in the store": {
			place: absent,
			want:  "NotPassed the script Check.ps1 is not in the store under scripts/" + absent[:64] + ": deploy the scripts that belong to this document",
		},
		"that is another than expected": {
			script: "'harmless'", stored: "'evil'",
			want: fmt.Sprintf("NotPassed the script Check.ps1 in the store has SHA-256 %x, and this document wants %x: it was not run",
				sha256.Sum256([]byte("'evil'")), sha256.Sum256([]byte("'harmless'"))),
		},
	}
}

// lay puts a case's script into the store, and gives its place.
func (c scriptCase) lay(f *fixture) string {
	place := c.place
	if c.script != "" {
		place = f.storeScript(c.script)
	}
	if c.stored != "" {
		f.store.objects["fleet/scripts/"+place] = c.stored
	}
	return place
}
