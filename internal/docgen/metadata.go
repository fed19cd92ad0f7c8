package docgen

import (
	"bytes"
	"slices"

	"patchline/internal/sim/ssm/document"
	"patchline/internal/strictyaml"
)

// Names of files in the documents' folder.
const (
	metadataFile   = "document.yaml"
	scriptFile     = "script.ps1"
	scriptsFolder  = "scripts"
	moduleFolder   = "module"
	distFolder     = "dist"
	parametersFile = "parameters.yaml"
	readmeFile     = "README.md"
)

// What a metadata file may hold: more than a document needs.
const (
	maxParameters    = 50
	maxAllowedValues = 50
	maxStepsBefore   = 5
)

// The range of a step's time-out in seconds. A document gives up by itself
// five minutes before it, to tell what it has done, so that it needs more than
// that; 48 hours are SSM's own bound (aws:runPowerShellScript, timeoutSeconds).
const (
	shortestTimeout = 10 * 60
	longestTimeout  = 48 * 60 * 60
)

// metadata is a document.yaml.
type metadata struct {
	Description    string
	TimeoutSeconds int
	Parameters     []Parameter
	Before         []stepBefore
}

// stepBefore is a step that comes before the script's.
type stepBefore struct {
	Name, Action string
	Inputs       object // of texts
}

// Parameter is a run-time parameter of a document. All are strings.
type Parameter struct {
	Name, Description string
	// Default is the value where none is given; Required tells that one must be.
	Default  string
	Required bool
	// AllowedPattern or AllowedValues bound the value.
	AllowedPattern string
	AllowedValues  []string
	MaxChars       int // 0: AllowedValues bound it

	line int // of its definition
}

// readShared reads parameters.yaml: the parameters that documents refer to by
// name alone.
func (b *builder) readShared(data []byte) map[string]Parameter {
	file, top, err := strictyaml.Parse(parametersFile, bytes.NewReader(data))
	if err != nil {
		b.problems.addLines(parametersFile, err)
		return nil
	}
	shared := map[string]Parameter{}
	for _, entry := range top.Keys("parameters").Need("parameters", "").List(maxParameters) {
		p := readParameter(entry)
		if _, twice := shared[p.Name]; twice {
			entry.Problem("parameter %s is there twice", p.Name)
		}
		shared[p.Name] = p
	}
	if err := file.Err(); err != nil {
		b.problems.addLines(parametersFile, err)
	}
	return shared
}

// readMetadata reads a document.yaml.
func (b *builder) readMetadata(name string, data []byte) (metadata, bool) {
	var m metadata
	file, top, err := strictyaml.Parse(name, bytes.NewReader(data))
	if err != nil {
		b.problems.addLines(name, err)
		return m, false
	}
	keys := top.Keys("description", "timeoutSeconds", "parameters", "stepsBefore")
	m.Description = keys.Need("description", "").Text()
	m.TimeoutSeconds = keys.Need("timeoutSeconds", "").Int(shortestTimeout, longestTimeout)
	for _, entry := range keys.Need("parameters", "").List(maxParameters) {
		p, known := b.parameter(entry)
		if known && slices.ContainsFunc(m.Parameters, func(other Parameter) bool { return other.Name == p.Name }) {
			entry.Problem("parameter %s is there twice", p.Name)
		}
		m.Parameters = append(m.Parameters, p)
	}
	for _, entry := range keys.Get("stepsBefore").List(maxStepsBefore) {
		m.Before = append(m.Before, readStepBefore(entry))
	}
	if err := file.Err(); err != nil {
		b.problems.addLines(name, err)
		return m, false
	}
	return m, true
}

// parameter reads an entry that defines a parameter or names a shared one.
func (b *builder) parameter(entry strictyaml.Value) (p Parameter, known bool) {
	if !entry.IsText() {
		p = readParameter(entry)
		if _, shared := b.shared[p.Name]; shared && p.Name != "" {
			entry.Problem("parameter %s is in %s already: give its name alone, or another name", p.Name, parametersFile)
		}
		return p, p.Name != ""
	}
	text := entry.Text()
	p, known = b.shared[text]
	b.named[text] = true
	if !known && text != "" {
		entry.Problem("%s has no parameter %q: define it there, or here with name, description and what it allows", parametersFile, text)
	}
	return p, known
}

func readParameter(entry strictyaml.Value) Parameter {
	keys := entry.Keys("name", "description", "default", "allowedPattern", "allowedValues", "maxChars")
	p := Parameter{
		Name:           keys.Need("name", "").Text(),
		Description:    keys.Need("description", "").Text(),
		Default:        keys.Get("default").Text(),
		Required:       !keys.Has("default"),
		AllowedPattern: keys.Get("allowedPattern").Text(),
		AllowedValues:  keys.Get("allowedValues").Texts(maxAllowedValues),
		MaxChars:       keys.Get("maxChars").Int(1, document.MaxSize),
		line:           entry.Line(),
	}
	p.check(keys)
	return p
}

func readStepBefore(entry strictyaml.Value) stepBefore {
	keys := entry.Keys("name", "action", "inputs")
	s := stepBefore{Name: keys.Need("name", "").Text(), Action: keys.Need("action", "").Text()}
	inputs := keys.Need("inputs", "").AnyKeys()
	for _, name := range inputs.Names() {
		s.Inputs = append(s.Inputs, field{name, inputs.Get(name).Text()})
	}
	return s
}
