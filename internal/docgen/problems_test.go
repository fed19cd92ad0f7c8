package docgen

import (
	"maps"
	"strings"
	"testing"
)

const (
	installYAML   = "Acme-Install/document.yaml"
	installScript = "Acme-Install/script.ps1"
)

func TestEveryMistakeIsToldWithItsPlace(t *testing.T) {
	yaml := func(old, replacement string) change { return edited(t, installYAML, old, replacement) }
	ps := func(old, replacement string) change { return edited(t, installScript, old, replacement) }
	code := func(line string) change { return ps("exit 0", line+"\nexit 0") }
	const reboots = installScript + ":18: a document never reboots"
	for name, c := range map[string]struct {
		change change
		want   string // the beginning of the one problem, with its place
	}{
		"no description":                   {yaml("description: Installs & reports.\n", ""), installYAML + ":1: description: this key is missing"},
		"an unknown key":                   {yaml("timeoutSeconds", "timeoutSecond"), installYAML + `:2: "timeoutSecond" is an unknown key`},
		"an unknown key of a parameter":    {yaml("default: Install", "fallback: Install"), installYAML + `:7: "fallback" is an unknown key`},
		"YAML that is none":                {change{installYAML: "a: [1\nb: 2"}, installYAML + ":1: did not find"},
		"a time-out below the deadline's":  {yaml("1800", "300"), installYAML + ":2: timeoutSeconds: want a whole number from 600 to 172800"},
		"a time-out beyond two days":       {yaml("1800", "172801"), installYAML + ":2: timeoutSeconds: want"},
		"a shared parameter's wrong name":  {yaml("- Store", "- Stor"), installYAML + `:4: parameters: parameters.yaml has no parameter "Stor"`},
		"a shared parameter defined anew":  {yaml("- name: Mode", "- name: Store"), installYAML + ":5: parameter Store is in parameters.yaml already"},
		"a parameter that is there twice":  {yaml("- Store", "- Store\n  - Store"), installYAML + ":5: parameters: parameter Store is there twice"},
		"a parameter that takes anything":  {yaml("    allowedValues: [Install, Scan]\n", ""), installYAML + ":5: parameter Mode needs allowedPattern or allowedValues"},
		"a parameter that allows nothing":  {yaml("[Install, Scan]", "[]"), installYAML + ":5: parameter Mode allows no value"},
		"an allowed value with a quote":    {yaml("Scan]", "\"it's\"]"), installYAML + `:8: allowedValues: "it's" has a character`},
		"a default that is not allowed":    {yaml("default: Install", "default: Remove"), installYAML + `:7: default: "Remove" is not allowed`},
		"a default beside the pattern":     {yaml("default: ''", "default: a b"), installYAML + `:11: default: "a b" is not allowed`},
		"a pattern without a bound":        {yaml("    maxChars: 100\n", ""), installYAML + ":9: parameter Deny needs maxChars"},
		"a pattern that is not Go's":       {yaml("^[A-Za-z0-9-]+(,", "^(?=a)[A-Za-z0-9-]+(,"), installYAML + ":12: allowedPattern: the SSM agent, which is written in Go, can't read it"},
		"a pattern that is only Go's":      {yaml("^[A-Za-z0-9-]+(,", "^[[:alnum:]]+(,"), installYAML + ":12: allowedPattern: it uses what Java's"},
		"a pattern without its beginning":  {yaml("^$|^", "^$|"), installYAML + ":12: allowedPattern: it matches a part"},
		"a pattern without its end":        {yaml(")*$", ")*"), installYAML + ":12: allowedPattern: it matches a part"},
		"a pattern with a quote":           {yaml("(,[A-Za-z0-9-]", "(,[A-Za-z0-9'-]"), installYAML + ":12: allowedPattern: it allows '\\''"},
		"a pattern with anything":          {yaml("(,[A-Za-z0-9-]", "(,[^,]"), installYAML + ":12: allowedPattern: it allows"},
		"a pattern with a brace":           {yaml("(,[A-Za-z0-9-]", "(,[A-Za-z0-9{-]"), installYAML + ":12: allowedPattern: it allows '{'"},
		"a pattern with white space":       {yaml("(,[A-Za-z0-9-]", `(,[\sA-Z-]`), installYAML + `:12: allowedPattern: it allows '\n'`},
		"a pattern with a dot":             {yaml("(,[A-Za-z0-9-]", "(,."), installYAML + ":12: allowedPattern: it allows"},
		"a parameter's name with a hyphen": {both(yaml("name: Deny", "name: De-ny"), ps("$Deny = ''", "$De = ''")), installYAML + ": Systems Manager would refuse the document: "},
		"parameters.yaml is missing":       {change{"parameters.yaml": ""}, "Acme-Install/document.yaml:4: parameters: parameters.yaml has no parameter"},
		"a step of an unknown action":      {edited(t, "Acme-Update/document.yaml", "aws:updateSsmAgent", "aws:updateAgents"), "Acme-Update/document.yaml: Systems Manager would refuse the document"},
		"a step without a name":            {edited(t, "Acme-Update/document.yaml", "name: updateAgent", "name: a"), "Acme-Update/document.yaml: Systems Manager would refuse the document"},

		"no script":                        {change{installScript: ""}, installScript + ": the file is missing"},
		"no metadata":                      {change{installYAML: ""}, installYAML + ": the file is missing"},
		"another header":                   {ps("document: Acme-Install", "document: Acme-Other"), installScript + `:1: its first line must be "# Patchline document: Acme-Install"`},
		"a parameter less":                 {ps("    [string]$Deny = '',\n", ""), installScript + ":8: its parameters are Store, Mode, TimeoutSeconds;"},
		"parameters in another order":      {both(ps("$Mode", "$X"), ps("$Deny", "$Mode")), installScript + ":8: its parameters are"},
		"a parameter of another type":      {ps("[string]$Mode", "[int]$Mode"), installScript + ":9: $Mode must be a [string]"},
		"another default":                  {ps("$Mode = 'Install'", "$Mode = 'Scan'"), installScript + `:9: the default of $Mode is "Scan", and "Install" in document.yaml`},
		"no default where there is one":    {ps("$Mode = 'Install'", "$Mode"), installScript + `:9: the default of $Mode is ""`},
		"another time-out as its default":  {ps("= 1800", "= 3600"), installScript + `:11: the default of $TimeoutSeconds is "3600"`},
		"a part that is not there":         {ps("module/marker.ps1", "module/markers.ps1"), installScript + ":13: there is no module/markers.ps1"},
		"a file that is no part":           {ps("../module/marker.ps1", "marker.ps1"), installScript + ":13: it takes in Acme-Install/marker.ps1, which is no part of module/"},
		"a part that nothing takes in":     {change{"module/more.ps1": "function f { }\n"}, "module/more.ps1: no document takes it in"},
		"$PSScriptRoot elsewhere":          {code("$x = $PSScriptRoot"), installScript + ":18: a document has no folder"},
		"another form of taking in":        {ps(". (Join-Path $PSScriptRoot '../module/store.ps1')", `. "$PSScriptRoot/../module/store.ps1"`), installScript + ":14: a document has no folder"},
		"a pin of nothing":                 {code("$x = 'sha256 of scripts/None.ps1'"), installScript + ": it pins scripts/None.ps1, which is not there"},
		"a pin in another form":            {code(`$x = "sha256 of scripts/Work.ps1"`), installScript + `: it has the text "sha256 of scripts/" in another form`},
		"a download that is not pinned":    {change{"Acme-Install/scripts/More.ps1": "exit 0\n"}, "Acme-Install/scripts/More.ps1: the document does not pin it"},
		"a download with a blank":          {both(change{"Acme-Install/scripts/My Work.ps1": "exit 0\n"}, code("$x = 'sha256 of scripts/My Work.ps1'")), "Acme-Install/scripts/My Work.ps1: the name of a script"},
		"letters beyond ASCII":             {code("Write-Output 'größer'"), installScript + ":18: it has a character other than ASCII"},
		"a text that is not closed":        {code("Write-Output 'x"), installScript + ":"},
		"braces of Systems Manager":        {code("$x = '{{ Store }}'"), installScript + ":18: {{ begins a parameter"},
		"braces in code":                   {code("$x = & {{ 1 }}"), installScript + ":18: {{ begins a parameter"},
		"exit 3010":                        {code("exit 3010"), installScript + ":18: "},
		"exit with a program's code":       {code("exit $LASTEXITCODE"), installScript + ":18: end with exit 0 or exit 1"},
		"an exit of .NET":                  {code("[Environment]::Exit(1)"), installScript + ":18: end with exit 0 or exit 1"},
		"a reboot":                         {code("Restart-Computer -Force"), reboots},
		"a reboot by a text":               {code("& ('restart-computer')"), reboots},
		"a shutdown":                       {code("shutdown /r /t 0"), reboots},
		"a shutdown by its program":        {code("Start-Process -FilePath shutdown.exe -ArgumentList '/r'"), reboots},
		"a shutdown with its end unknown":  {code("& shutdown.exe @arguments"), reboots},
		"an abort that is more":            {code("& shutdown.exe /a /r"), reboots},
		"a shutdown by CIM":                {code("Invoke-CimMethod -MethodName Win32Shutdown"), reboots},
		"a back-tick at the end of a line": {code("Write-Output `"), installScript + ":18: a back-tick"},
		"arguments that are not parsed":    {code("cmd --% /c 'x"), installScript + ":"},
		"a document that is too large":     {code("$x = '" + strings.Repeat("x", 66000) + "'"), installYAML + ": Systems Manager would refuse the document: "},
		"a document with large parameters": {yaml("maxChars: 100", "maxChars: 65000"), "Acme-Install: the document has "},
		"a mistake in a part":              {edited(t, "module/store.ps1", "Write-Output", "Restart-Computer;"), "module/store.ps1:3: a document never reboots"},
		"a mistake in a download":          {edited(t, "Acme-Install/scripts/Work.ps1", "'work'", "'work'\nexit 3010"), "Acme-Install/scripts/Work.ps1:4: "},
		"a name of AWS's":                  {folder("AWS-Install"), "AWS-Install: names that begin with aws"},
		"a name that is none":              {folder("Acme Install"), "Acme Install: a document's name has"},
		"README.md is missing":             {change{"README.md": ""}, "README.md: the file is missing"},
		"README.md without the lines":      {change{"README.md": "# x\n"}, "README.md: it has no lines"},
	} {
		t.Run(name, func(t *testing.T) {
			var texts []string
			for _, p := range refused(t, c.change) {
				if strings.HasPrefix(p.String(), c.want) {
					return
				}
				texts = append(texts, p.String())
			}
			t.Errorf("want %s\ngot\n%s", c.want, strings.Join(texts, "\n"))
		})
	}
}

func TestWhatLooksLikeAMistakeAndIsNone(t *testing.T) {
	for name, line := range map[string]string{
		"a command in a comment":     "# never Restart-Computer, exit 3010 or {{ x }}",
		"a reboot called off":        "& \"$env:SystemRoot\\System32\\shutdown.exe\" '/a'",
		"a message of a shutdown":    "Write-Output 'a shutdown is in progress (ERROR_SHUTDOWN_IN_PROGRESS)'",
		"3010 as a number":           "if ($code -eq 3010) { $pending = $true }",
		"exit with a command's code": "exit (Invoke-Document -Work { 1 })",
		"closing braces":             "$x = & { & { 1 }}",
		"a script's own exit":        "Set-Content -Path x -Value 'exit $code'",
	} {
		t.Run(name, func(t *testing.T) {
			build(t, edited(t, installScript, "exit 0", line+"\nexit 0"))
		})
	}
}

func TestAllMistakesAreToldAtOnceInTheOrderOfFilesAndLines(t *testing.T) {
	all := change{}
	maps.Copy(all, edited(t, installYAML, "1800", "1"))
	maps.Copy(all, edited(t, "module/store.ps1", "Write-Output", "Restart-Computer;"))
	maps.Copy(all, edited(t, "Acme-Update/script.ps1", "exit 0", "exit 3010\nshutdown /s"))
	var places []string
	for _, p := range refused(t, all) {
		place, _, _ := strings.Cut(p.String(), ": ")
		places = append(places, place)
	}
	want := "Acme-Install/document.yaml:2 Acme-Update/script.ps1:3 Acme-Update/script.ps1:4 module/store.ps1:3"
	if got := strings.Join(compactPlaces(places), " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// compactPlaces leaves one of several problems at one place.
func compactPlaces(places []string) []string {
	var out []string
	for _, p := range places {
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	return out
}

// both makes two changes, which may be of one file.
func both(a, b change) change {
	all := maps.Clone(a)
	for name, text := range b {
		base := sources()[name]
		if first, twice := a[name]; twice {
			text = merge(base, first, text)
		}
		all[name] = text
	}
	return all
}

// merge applies to a what b has changed of base: one stretch.
func merge(base, a, b string) string {
	from := 0
	for from < len(base) && from < len(b) && base[from] == b[from] {
		from++
	}
	end := 0
	for end < len(base)-from && end < len(b)-from && base[len(base)-1-end] == b[len(b)-1-end] {
		end++
	}
	return strings.Replace(a, base[from:len(base)-end], b[from:len(b)-end], 1)
}

// folder is a copy of the installing document under another name.
func folder(name string) change {
	c := change{}
	for file, text := range sources() {
		if rest, found := strings.CutPrefix(file, "Acme-Install/"); found {
			c[name+"/"+rest] = strings.Replace(text, "document: Acme-Install", "document: "+name, 1)
		}
	}
	return c
}
