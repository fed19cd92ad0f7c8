package fleet

import (
	_ "embed"
	"strings"
)

//go:embed default.yaml
var defaultYAML string

// DefaultYAML is the built-in fleet as a file: the example to begin one's own
// with.
func DefaultYAML() string { return defaultYAML }

// Default is the built-in fleet of twelve instances.
func Default() *Fleet {
	f, err := Load("default.yaml", strings.NewReader(defaultYAML))
	if err != nil {
		panic("fleet: the built-in fleet: " + err.Error())
	}
	return f
}
