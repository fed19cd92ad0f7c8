package docgen

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"testing/fstest"
)

// sources are the files of a small documents' folder: one document that
// downloads a script, one with a step before its script, and a module.
func sources() map[string]string {
	return map[string]string{
		"README.md": "# Documents\n\n" + tableBegins + "\nold\n" + tableEnds + "\nThe end.\n",
		"parameters.yaml": `parameters:
  - name: Store
    description: Where the runs are kept.
    allowedPattern: ^s3://[a-z0-9.-]{3,63}(/[A-Za-z0-9._-]+)*$
    maxChars: 330
`,
		"module/marker.ps1": "# Markers.\n. (Join-Path $PSScriptRoot 'store.ps1')\nfunction Write-Marker {\n    Write-Store \"marker $($args[0])\" # once\n}\n",
		"module/store.ps1":  "function Write-Store {\n    param($Text)\n    Write-Output $Text\n}\n",

		"Acme-Install/document.yaml": `description: Installs & reports.
timeoutSeconds: 1800
parameters:
  - Store
  - name: Mode
    description: What to do.
    default: Install
    allowedValues: [Install, Scan]
  - name: Deny
    description: KB numbers.
    default: ''
    allowedPattern: ^$|^[A-Za-z0-9-]+(,[A-Za-z0-9-]+)*$
    maxChars: 100
`,
		"Acme-Install/script.ps1": `# Patchline document: Acme-Install
<#
.SYNOPSIS
Installs.
#>
[CmdletBinding()]
param(
    [string]$Store = '',
    [string]$Mode = 'Install',
    [string]$Deny = '',
    [int]$TimeoutSeconds = 1800
)
. (Join-Path $PSScriptRoot '../module/marker.ps1')
. (Join-Path $PSScriptRoot '../module/store.ps1')

$hash = 'sha256 of scripts/Work.ps1'
Write-Marker "$Store $Mode <$hash>"
exit 0
`,
		"Acme-Install/scripts/Work.ps1": "# Work.\n. (Join-Path $PSScriptRoot '../../module/store.ps1')\nWrite-Store 'work'\n",

		"Acme-Update/document.yaml": `description: Updates the agent.
timeoutSeconds: 600
parameters: [Store]
stepsBefore:
  - name: updateAgent
    action: aws:updateSsmAgent
    inputs: {agentName: amazon-ssm-agent, allowDowngrade: "false"}
`,
		"Acme-Update/script.ps1": "# Patchline document: Acme-Update\nparam([string]$Store, [int]$TimeoutSeconds)\nexit 0\n",
	}
}

// change is what a test does to the sources: file to its new text, "" to take
// it away.
type change map[string]string

func tree(c change) fstest.MapFS {
	files := sources()
	maps.Copy(files, c)
	made := fstest.MapFS{}
	for name, text := range files {
		if text != "" {
			made[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return made
}

// edited replaces a text in a file, which must be there.
func edited(t *testing.T, file, old, replacement string) change {
	t.Helper()
	text := sources()[file]
	if !strings.Contains(text, old) {
		t.Fatalf("%s has no %q", file, old)
	}
	return change{file: strings.Replace(text, old, replacement, 1)}
}

func build(t *testing.T, c change) *Built {
	t.Helper()
	built, err := Build(tree(c))
	if err != nil {
		t.Fatal(err)
	}
	return built
}

// refused wants problems, and gives them.
func refused(t *testing.T, c change) []Problem {
	t.Helper()
	built, err := Build(tree(c))
	failed, found := errors.AsType[*SourceError](err)
	if !found || built != nil {
		t.Fatalf("got %+v, %v", built, err)
	}
	return failed.Problems
}
