package document_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"patchline/internal/sim/ssm/document"
)

const oneStep = `"mainSteps":[{"action":"aws:runPowerShellScript","name":"run","inputs":{"runCommand":["x"]}}]`

// parse wants a document to be right.
func parse(t *testing.T, text string) *document.Content {
	t.Helper()
	c, refused := document.Parse(document.JSON, text)
	if refused != nil {
		t.Fatal(refused)
	}
	return c
}

func withParameter(definition string) string {
	return `{"schemaVersion":"2.2","parameters":{"P":` + definition + `},` + oneStep + `}`
}

func withStep(step string) string {
	return `{"schemaVersion":"2.2","parameters":{"Known":{"type":"String","default":""}},"mainSteps":[` + step + `]}`
}

func TestWhatIsWrongWithADocument(t *testing.T) {
	const content, schema = "InvalidDocumentContent", "InvalidDocumentSchemaVersion"
	for name, test := range map[string]struct{ text, code, says string }{
		"JSON that ends early":                  {"{\n  \"schemaVersion\": \"2.2\",", content, "JSON not well-formed. at Line: 2"},
		"JSON that is none, at its place":       {`schemaVersion`, content, "JSON not well-formed. at Line: 1, Column: 1"},
		"JSON with something after it":          {`{} {}`, content, "JSON not well-formed"},
		"a list":                                {`[]`, content, "not an object"},
		"no schema version":                     {`{` + oneStep + `}`, content, "schema version is required"},
		"another schema version":                {`{"schemaVersion":"3.0",` + oneStep + `}`, schema, "Document schema version is invalid. Value: 3.0"},
		"a schema version that is a number":     {`{"schemaVersion":2.2,` + oneStep + `}`, schema, "2.2"},
		"an unknown property":                   {`{"schemaVersion":"2.2","mainStep":[],` + oneStep + `}`, content, `"mainStep"`},
		"a description that is no text":         {`{"schemaVersion":"2.2","description":1,` + oneStep + `}`, content, "description"},
		"no steps":                              {`{"schemaVersion":"2.2","mainSteps":[]}`, content, "mainSteps"},
		"runtimeConfig in 2.2":                  {`{"schemaVersion":"2.2","runtimeConfig":{},` + oneStep + `}`, content, "not runtimeConfig"},
		"mainSteps in 1.2":                      {`{"schemaVersion":"1.2",` + oneStep + `}`, content, "not mainSteps"},
		"1.2 without plugins":                   {`{"schemaVersion":"1.2","runtimeConfig":{}}`, content, "one plugin"},
		"1.2 with an unknown action":            {`{"schemaVersion":"1.2","runtimeConfig":{"aws:foo":{"properties":[{}]}}}`, content, "aws:foo"},
		"1.2 without properties":                {`{"schemaVersion":"1.2","runtimeConfig":{"aws:runShellScript":{}}}`, content, "needs properties"},
		"1.2 with two properties":               {`{"schemaVersion":"1.2","runtimeConfig":{"aws:runShellScript":{"properties":[{},{}]}}}`, content, "2 properties"},
		"a step that is no object":              {withStep(`1`), content, "Step 1 of mainSteps"},
		"a step of an unknown action":           {withStep(`{"action":"aws:runPowershellScript","name":"run"}`), content, "aws:runPowershellScript is not an action"},
		"a step without a name":                 {withStep(`{"action":"aws:runShellScript"}`), content, "its name"},
		"a step with an unknown property":       {withStep(`{"action":"aws:runShellScript","name":"run","input":{}}`), content, `"input"`},
		"a step whose inputs are a list":        {withStep(`{"action":"aws:runShellScript","name":"run","inputs":[]}`), content, "inputs is not an object"},
		"two steps of one name":                 {withStep(`{"action":"aws:runShellScript","name":"run"},{"action":"aws:runShellScript","name":"run"}`), content, "unique"},
		"a reference to nothing":                {withStep(`{"action":"aws:runShellScript","name":"run","inputs":{"runCommand":["{{ Known }} {{Other}}"]}}`), content, `Parameter "Other" is not declared.`},
		"a reference to nothing, deep inside":   {withStep(`{"action":"aws:runShellScript","name":"run","inputs":{"a":{"b":["{{ else }}"]}}}`), content, `Parameter "else" is not declared.`},
		"a precondition that refers to nothing": {withStep(`{"action":"aws:runShellScript","name":"run","precondition":{"StringEquals":["{{ Other }}","a"]}}`), content, "not declared"},
		"a precondition of another operator":    {withStep(`{"action":"aws:runShellScript","name":"run","precondition":{"StringLike":["a","b"]}}`), content, "StringEquals"},
		"a precondition of three arguments":     {withStep(`{"action":"aws:runShellScript","name":"run","precondition":{"StringEquals":["a","b","c"]}}`), content, "two arguments"},
		"a precondition in schema 2.0":          {`{"schemaVersion":"2.0","mainSteps":[{"action":"aws:runShellScript","name":"run","precondition":{"StringEquals":["a","b"]}}]}`, content, "needs schema 2.2"},
		"a parameter's name with an underscore": {`{"schemaVersion":"2.2","parameters":{"event_type":{"type":"String"}},` + oneStep + `}`, content, `Parameter name "event_type" is not alpha-numeric.`},
		"a parameter without a type":            {withParameter(`{}`), content, "type"},
		"a parameter of an unknown type":        {withParameter(`{"type":"string"}`), content, "type string"},
		"a misspelt allowedPattern":             {withParameter(`{"type":"String","allowedPatern":"x"}`), content, "allowedPatern"},
		"a pattern that does not compile":       {withParameter(`{"type":"String","allowedPattern":"("}`), content, "allowedPattern"},
		"a pattern of Java's alone":             {withParameter(`{"type":"String","allowedPattern":"^(?!a).*$"}`), content, "allowedPattern"},
		"a default that is not allowed":         {withParameter(`{"type":"String","allowedValues":["a"],"default":"b"}`), content, "its default is not one of"},
		"a default outside of the pattern":      {withParameter(`{"type":"String","allowedPattern":"^a$","default":"b"}`), content, "its default does not match"},
		"a default of another type":             {withParameter(`{"type":"String","default":1}`), content, "its default is not a string"},
		"a list's default that is no list":      {withParameter(`{"type":"StringList","default":"a"}`), content, "not a list"},
		"a list's default with a number":        {withParameter(`{"type":"StringList","default":[1]}`), content, "not a string"},
		"an integer's default that is none":     {withParameter(`{"type":"Integer","default":"x"}`), content, "whole number"},
		"a map's default that is none":          {withParameter(`{"type":"StringMap","default":"x"}`), content, "not a map"},
		"a bound that is negative":              {withParameter(`{"type":"String","minChars":-1}`), content, "minChars"},
		"a bound that is a fraction":            {withParameter(`{"type":"String","maxChars":1.5}`), content, "maxChars"},
		"ENV_VAR on a list":                     {withParameter(`{"type":"StringList","interpolationType":"ENV_VAR"}`), content, "ENV_VAR is for type String"},
		"an interpolation that is none":         {withParameter(`{"type":"String","interpolationType":"ENV"}`), content, "ENV_VAR"},
		"64 KB and a byte":                      {`{"schemaVersion":"2.2",` + oneStep + `}` + strings.Repeat(" ", document.MaxSize), "MaxDocumentSizeExceeded", "64 KB"},
	} {
		_, refused := document.Parse(document.JSON, test.text)
		if refused == nil || refused.Code != test.code || !strings.Contains(refused.Message, test.says) {
			t.Errorf("%s: got %v, want %s with %q", name, refused, test.code, test.says)
		}
	}
}

func TestWhatIsRightWithADocument(t *testing.T) {
	for name, text := range map[string]string{
		"bounds as texts":              withParameter(`{"type":"StringList","minItems":"1","maxItems":3,"default":["a"]}`),
		"Boolean, Integer and maps":    `{"schemaVersion":"2.2","parameters":{"A":{"type":"Boolean","default":true},"B":{"type":"Integer","default":5},"C":{"type":"StringMap","default":{"a":"b"}},"D":{"type":"MapList","default":[{"a":"b"}]}},` + oneStep + `}`,
		"braces that refer to nothing": withStep(`{"action":"aws:runShellScript","name":"run","inputs":{"runCommand":["{{ .State.Health }} {{if x}} {{ ssm:name }} ${{x"]}}`),
		"schema 2.0":                   `{"schemaVersion":"2.0",` + oneStep + `}`,
		"schema 1.2 with one object":   `{"schemaVersion":"1.2","runtimeConfig":{"aws:runShellScript":{"properties":{"runCommand":["x"]}}}}`,
		"64 KB":                        `{"schemaVersion":"2.2",` + oneStep + `}` + strings.Repeat(" ", document.MaxSize-120),
		"a required parameter":         withParameter(`{"type":"String"}`),
	} {
		if _, refused := document.Parse(document.JSON, text); refused != nil {
			t.Errorf("%s: %v", name, refused)
		}
	}
}

func TestYAML(t *testing.T) {
	const right = "schemaVersion: '2.2'\nmainSteps:\n- action: aws:runShellScript\n  name: run\n  inputs:\n    timeoutSeconds: 60\n    runCommand: [x]\n"
	c, refused := document.Parse(document.YAML, right)
	if refused != nil || document.ExecutionTimeout(c.Steps[0].Inputs) != time.Minute {
		t.Errorf("got %+v %v", c, refused)
	}
	for name, text := range map[string]string{
		"a tab":                           "a:\n\t- b",
		"a key that is no text":           "schemaVersion: '2.2'\n1: x",
		"a number without a value":        "schemaVersion: .nan",
		"an alias of itself":              "a: &a [*a]",
		"a schema version without quotes": "schemaVersion: 2.2\nmainSteps: []",
		"nothing":                         "",
	} {
		if _, refused := document.Parse(document.YAML, text); refused == nil {
			t.Errorf("%s was taken", name)
		}
	}
	back, refused := document.Convert(document.YAML, right, document.JSON)
	if refused != nil {
		t.Fatal(refused)
	}
	again, refused := document.Convert(document.JSON, back, document.YAML)
	if refused != nil {
		t.Fatal(refused)
	}
	if c2, refused := document.Parse(document.YAML, again); refused != nil || !reflect.DeepEqual(c, c2) {
		t.Errorf("after JSON and back: %+v %v, was %+v", c2, refused, c)
	}
}

func TestPlatforms(t *testing.T) {
	for name, test := range map[string]struct {
		steps string
		want  []document.Platform
	}{
		"PowerShell is everywhere":    {`{"action":"aws:runPowerShellScript","name":"one"}`, []document.Platform{"Windows", "Linux", "MacOS"}},
		"a shell is not on Windows":   {`{"action":"aws:runShellScript","name":"one"}`, []document.Platform{"Linux", "MacOS"}},
		"a precondition bounds it":    {`{"action":"aws:runPowerShellScript","name":"one","precondition":{"StringEquals":["platformType","Windows"]}}`, []document.Platform{"Windows"}},
		"any step is enough":          {`{"action":"aws:psModule","name":"one"},{"action":"aws:runShellScript","name":"two"}`, []document.Platform{"Windows", "Linux", "MacOS"}},
		"in either order of the test": {`{"action":"aws:runPowerShellScript","name":"one","precondition":{"StringEquals":["linux","platformType"]}}`, []document.Platform{"Linux"}},
	} {
		if got := parse(t, withStep(test.steps)).Platforms(); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

func TestDecide(t *testing.T) {
	for name, test := range map[string]struct {
		document string
		on       document.Platform
		want     document.Verdict
		says     string
	}{
		"a plugin that is supported": {withStep(`{"action":"aws:runShellScript","name":"run"}`), document.Linux, document.Execute, ""},
		"one that is not, in 2.2":    {withStep(`{"action":"aws:runShellScript","name":"run"}`), document.Windows, document.Skip, "Step execution skipped due to unsupported plugin: aws:runShellScript. Step name: run"},
		"one that is not, in 2.0":    {`{"schemaVersion":"2.0","mainSteps":[{"action":"aws:runShellScript","name":"run"}]}`, document.Windows, document.Fail, "not supported in current platform"},
		"another platform":           {withStep(`{"action":"aws:runPowerShellScript","name":"run","precondition":{"StringEquals":["platformType","Windows"]}}`), document.Linux, document.Skip, `Step execution skipped due to unsatisfied preconditions: '"StringEquals": [platformType, Windows]'. Step name: run`},
		"the platform in any case":   {withStep(`{"action":"aws:runPowerShellScript","name":"run","precondition":{"StringEquals":["platformType","WINDOWS"]}}`), document.Windows, document.Execute, ""},
		"a parameter that matches":   {withStep(`{"action":"aws:runPowerShellScript","name":"run","precondition":{"StringEquals":["{{ Known }}",""]}}`), document.Windows, document.Execute, ""},
		"a parameter that does not":  {withStep(`{"action":"aws:runPowerShellScript","name":"run","precondition":{"StringEquals":["{{ Known }}","x"]}}`), document.Windows, document.Skip, "unsatisfied"},
		"two constants":              {withStep(`{"action":"aws:runPowerShellScript","name":"run","precondition":{"StringEquals":["a","b"]}}`), document.Windows, document.Fail, "at least one of operator's arguments"},
		"the same twice":             {withStep(`{"action":"aws:runPowerShellScript","name":"run","precondition":{"StringEquals":["a","a"]}}`), document.Windows, document.Fail, "identical"},
		"a platform by parameter":    {withStep(`{"action":"aws:runPowerShellScript","name":"run","precondition":{"StringEquals":["platformType","{{ Known }}"]}}`), document.Windows, document.Fail, "can't contain document parameters"},
	} {
		c := parse(t, test.document)
		got, note := c.Decide(&c.Steps[0], test.on, nil)
		if got != test.want || !strings.Contains(note, test.says) {
			t.Errorf("%s: got %v %q, want %v %q", name, got, note, test.want, test.says)
		}
	}
}

func TestExecutionTimeout(t *testing.T) {
	for name, test := range map[string]struct {
		value any
		want  time.Duration
	}{
		"a text":                  {"60", time.Minute},
		"a number":                {60.0, time.Minute},
		"a fraction":              {"60.9", time.Minute},
		"the shortest":            {"5", 5 * time.Second},
		"too short: an hour":      {"4", time.Hour},
		"the longest":             {"172800", 48 * time.Hour},
		"too long: an hour":       {"172801", time.Hour},
		"none: an hour":           {nil, time.Hour},
		"nonsense: an hour":       {"soon", time.Hour},
		"not a number: an hour":   {"NaN", time.Hour},
		"something else: an hour": {[]any{}, time.Hour},
	} {
		if got := document.ExecutionTimeout(map[string]any{"timeoutSeconds": test.value}); got != test.want {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

func TestAValueThatLooksLikeAReferenceIsNotReplacedAgain(t *testing.T) {
	c := parse(t, `{"schemaVersion":"2.2","parameters":{"A":{"type":"String"},"B":{"type":"String"}},
		"mainSteps":[{"action":"aws:runShellScript","name":"run","inputs":{"runCommand":["x {{A}} {{ B }}"],"n":5}}]}`)
	got := c.Inputs(&c.Steps[0], map[string][]string{"A": {"{{ B }}"}, "B": {"secret"}})
	if want := (map[string]any{"runCommand": []any{"x {{ B }} secret"}, "n": 5.0}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// FuzzParse checks that what is taken can be run and shown again.
func FuzzParse(f *testing.F) {
	f.Add(true, `{"schemaVersion":"2.2",`+oneStep+`}`)
	f.Add(true, withParameter(`{"type":"StringList","minItems":"1","allowedPattern":"(a*)*$","default":["a"]}`))
	f.Add(true, withStep(`{"action":"aws:runShellScript","name":"run","precondition":{"StringEquals":["{{Known}}","b"]},"inputs":{"timeoutSeconds":"{{ Known }}"}}`))
	f.Add(true, `{"schemaVersion":"1.2","runtimeConfig":{"aws:runShellScript":{"properties":[{"id":"0.aws:runShellScript","runCommand":"x"}]}}}`)
	f.Add(false, "schemaVersion: '2.2'\nmainSteps:\n- {action: aws:runShellScript, name: run}\n")
	f.Add(false, "a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]")
	f.Fuzz(func(t *testing.T, asJSON bool, text string) {
		format, other := document.JSON, document.YAML
		if !asJSON {
			format, other = other, format
		}
		c, refused := document.Parse(format, text)
		if refused != nil {
			return
		}
		for i := range c.Steps {
			c.Inputs(&c.Steps[i], nil)
			c.Decide(&c.Steps[i], document.Windows, nil)
			_ = c.Steps[i].S3Folder()
		}
		_ = c.Platforms()
		shown, refused := document.Convert(format, text, other)
		if refused != nil {
			t.Fatalf("%s can't be shown as %s: %v", format, other, refused)
		}
		if len(shown) > document.MaxSize {
			return
		}
		if again, refused := document.Parse(other, shown); refused != nil || !reflect.DeepEqual(again.Steps, c.Steps) {
			t.Errorf("%q became %q: %v", text, shown, refused)
		}
	})
}
