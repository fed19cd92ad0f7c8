package docgen

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"patchline/internal/docgen/script"
	"patchline/internal/testenv"
)

// tokens prints what PowerShell's own parser finds in the files of two folders:
// for each name its tokens without comments, and of several line ends one.
const tokens = `param([string]$Before, [string]$After)
function Get-TokenList([string]$Path) {
    $found = $null
    $errors = $null
    $null = [System.Management.Automation.Language.Parser]::ParseFile($Path, [ref]$found, [ref]$errors)
    if ($errors.Count -gt 0) { throw "${Path}: $($errors[0].Message)" }
    $last = 'NewLine'
    foreach ($token in $found) {
        if ($token.Kind -eq 'Comment' -or ($token.Kind -eq 'NewLine' -and $last -eq 'NewLine')) { continue }
        $last = [string]$token.Kind
        if ($token.Kind -eq 'NewLine') { 'NewLine' } else { "$($token.Kind) $($token.Text)" }
    }
}
foreach ($file in Get-ChildItem -LiteralPath $Before) {
    $want = @(Get-TokenList $file.FullName) -join [char]1
    $got = @(Get-TokenList (Join-Path $After $file.Name)) -join [char]1
    if ($want -cne $got) { "differs: $($file.Name)" } else { "same: $($file.Name)" }
}
`

// The scanner is no parser: whether it takes away what PowerShell does not read,
// and nothing else, only PowerShell's own can tell.
func TestPowerShellReadsTheSameInAStrippedScript(t *testing.T) {
	shell := testenv.NeedPowerShell(t)
	before, after := t.TempDir(), t.TempDir()
	files := 0
	add := func(text string) {
		stripped, err := script.Strip(text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		files++
		name := fmt.Sprintf("%03d.ps1", files)
		for folder, text := range map[string]string{before: text, after: stripped} {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	sources := filepath.Join("..", "..", "documents")
	err := filepath.WalkDir(sources, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".ps1" {
			return err
		}
		data, err := os.ReadFile(path)
		add(string(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ofDocuments := files
	for _, odd := range []string{
		"$a = 'it''s # 1' # it's\n\n  $b = \"x`\"# $(f 'a # b' # c\n) y\"\n",
		"$h = @'\n  # kept\n\n'@   \n$i = @\"\n$(1 + 1) '\n\"@ # gone\n",
		"f   a`  b  `#c  'd'   <# e #>  -x:1\n${a # b} = 1   # 2\n",
		"if (1) {   # one\n\n    # two\n}\nelse {\n}\n@( 1,   # a\n   2 )\n",
		"<# a\n'#>function g { param( [string] $x = '  y  ' ) <# \" #> $x }\n",
		"[System.Math]::Max( 1,  2 )\n$x  =  @{  a  =  1;  'b c'  =  2  }\n",
	} {
		add(odd)
	}
	runner := filepath.Join(t.TempDir(), "tokens.ps1")
	if err := os.WriteFile(runner, []byte(tokens), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), shell, "-NoProfile", "-NonInteractive", "-File", runner, "-Before", before, "-After", after).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if same := strings.Count(string(out), "same: "); same != files || ofDocuments < 30 {
		t.Errorf("%d of %d files are the same (%d of them of the documents)\n%s", same, files, ofDocuments, out)
	}
}
