package script

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// shown writes a script with a letter for each byte of a kind.
func shown(t *testing.T, script string) string {
	t.Helper()
	spans, err := Scan(script)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	at := 0
	for _, span := range spans {
		if span.From != at {
			t.Fatalf("a span begins at %d, and the one before ended at %d", span.From, at)
		}
		at = span.To
		out.WriteString(strings.Repeat(string("ct#"[span.Kind]), span.To-span.From))
	}
	if at != len(script) {
		t.Fatalf("the spans end at %d of %d", at, len(script))
	}
	return out.String()
}

func TestScanTellsCodeTextAndComments(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"a comment after code":               {"a # it's\nb", "cc######cc"},
		"a comment from its line's start":    {"#a\nb", "##cc"},
		"a block comment over lines":         {"a<#'\n#>b", "c######c"},
		"a doubled quote":                    {"'a''b'c", "ttttttc"},
		"a doubled double quote":             {`"a""b"c`, "ttttttc"},
		"a quote in the other kind":          {`'"'"'"`, "tttttt"},
		"an escaped quote in a text":         {"\"a`\"b\"c", "ttttttc"},
		"an escaped quote in code":           {"a`'b", "cccc"},
		"no escape in single quotes":         {"'a`'b", "ttttc"},
		"# in a text":                        {"'#'", "ttt"},
		"an expression with a text":          {`"a$("b")c"d`, "ttttttttttc"},
		"an expression with parentheses":     {`"$(f (1) ')')"d`, "ttttttttttttttc"},
		"a text over lines":                  {"'a\n b'c", "ttttttc"},
		"a here-string with quotes":          {"@'\na'b\n'@c", "tttttttttc"},
		"a here-string's end must be first":  {"@\"\na \"@\n\"@c", "ttttttttttc"},
		"@' in a line begins a plain text":   {"@'a'", "cttt"},
		"a variable with a quote in braces":  {"${a'b}'c'", "ccccccttt"},
		"a hash table is code":               {"@{a=1}", "cccccc"},
		"a text of an expression in a block": {"{'}'}", "ctttc"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := shown(t, c.script); got != c.want {
				t.Errorf("%q\ngot  %s\nwant %s", c.script, got, c.want)
			}
		})
	}
}

func TestAScriptThatCouldBeMisreadIsRefusedWithItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		script, says string
		line         int
	}{
		"a text that is not closed":       {"a\n'b", "a text in '", 2},
		"a comment that is not closed":    {"a\n\n<# b", "a comment", 3},
		"a here-string that is not":       {"@'\nb'@", "here-string", 1},
		"an expression that is not":       {`"$(a"`, "is not closed", 1},
		"a braced variable that is not":   {"a\n${b", "${", 2},
		"# right after something else":    {"a\nb;#c", `# comes right after ";"`, 2},
		"#Requires":                       {"#Requires -Version 5.1", "#Requires", 1},
		"expressions too deep for anyone": {strings.Repeat(`"$(`, 30), "deep", 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Scan(c.script)
			syntax, found := errors.AsType[*SyntaxError](err)
			if !found || syntax.Line != c.line || !strings.Contains(syntax.What, c.says) {
				t.Errorf("got %v", err)
			}
			if _, err := Strip(c.script); err == nil {
				t.Error("Strip took it")
			}
		})
	}
}

func TestStripLeavesWhatPowerShellReads(t *testing.T) {
	const script = "<#\n.SYNOPSIS\n  x\n#>\n\nfunction f {\n    # why\n    $a = 'b  # c'   # d\n\n    $h = @'\n    kept # too\n\n'@\n" +
		"    $aligned    = f   a`  b\n    if ($a -eq <# b #> 'c') {\n        f\n    }\n}\n"
	const want = "function f {\n$a = 'b  # c'\n$h = @'\n    kept # too\n\n'@\n$aligned = f a`  b\nif ($a -eq   'c') {\nf\n}\n}\n"
	got, err := Strip(script)
	if err != nil || got != want {
		t.Errorf("%v\ngot\n%s\nwant\n%s", err, got, want)
	}
}

func TestParametersAreReadFromTheParamBlock(t *testing.T) {
	const script = `# Patchline document: X
<# param([string]$Not) #>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)] # said, with a comma
    [string]$Store,
    [ValidateSet('a)', 'b,')][string] $Mode = 'it''s',
    [string]$Empty = '',

    [int]$TimeoutSeconds = 1800
)
function f { param($Inner) }
`
	want := []Parameter{
		{Name: "Store", Type: "string", Line: 5},
		{Name: "Mode", Type: "string", Default: "it's", HasDefault: true, Line: 7},
		{Name: "Empty", Type: "string", HasDefault: true, Line: 8},
		{Name: "TimeoutSeconds", Type: "int", Default: "1800", HasDefault: true, Line: 10},
	}
	got, err := Parameters(script)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
	}
}

func TestAParamBlockThatCannotBeReadIsRefusedWithItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		script, says string
		line         int
	}{
		"none":                           {"a\n", "no param block", 1},
		"one of a function alone":        {"function f {\nparam($a) }", "no param block", 1},
		"one that is not closed":         {"\nparam([string]$a", "is not closed", 2},
		"a default that is computed":     {"param(\n[string]$a,\n[string]$b = (Get-Date)\n)", "$b is neither", 3},
		"a default in double quotes":     {`param([string]$b = "x")`, "$b is neither", 1},
		"a default of two texts":         {`param([string]$b = 'x' + 'y')`, "$b is neither", 1},
		"a word that is no parameter":    {"param(\nb)", "found b", 2},
		"an empty place":                 {"param([string]$a,)", "want [type]$Name", 1},
		"a default with nothing after =": {"param([string]$a =)", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Parameters(c.script)
			syntax, found := errors.AsType[*SyntaxError](err)
			if c.says == "" {
				// PowerShell's own parser finds it.
				if err != nil {
					t.Errorf("got %v", err)
				}
				return
			}
			if !found || syntax.Line != c.line || !strings.Contains(syntax.What, c.says) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

// Whatever a script is: no panic, and spans that cover it.
func FuzzScan(f *testing.F) {
	for _, seed := range []string{"a # b\n'c''d'", "@'\nx\n'@", `"$("a$(b)")"`, "param([string]$a = 'b', [int]$c)", "<# #>${a}`", "(`\n#"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script string) {
		spans, err := Scan(script)
		_, _ = Parameters(script)
		if err != nil {
			return
		}
		at := 0
		for _, span := range spans {
			if span.From != at || span.To <= at {
				t.Fatalf("span %+v after %d", span, at)
			}
			at = span.To
		}
		if at != len(script) {
			t.Fatalf("the spans end at %d of %d", at, len(script))
		}
		if len(Blank(script, spans, Text, Comment)) != len(script) {
			t.Fatal("Blank has moved something")
		}
		if _, err := Strip(script); err != nil {
			t.Fatal(err)
		}
	})
}
