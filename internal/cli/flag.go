package cli

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"patchline/internal/cli/option"
)

// Flag is one option of a command, read from the command line or else from its
// environment variable. Make one with Value, Values or Switch.
type Flag struct {
	name        string
	placeholder string
	help        string
	group       string
	fallback    string // the value without flag and variable, for --help
	required    bool
	repeats     bool
	isSwitch    bool
	// store parses the texts and keeps them; it returns an error for each that
	// is no good.
	store func(texts []string) []error

	given []string // texts on the command line, in their order
	where string   // what set the value, for problems
	// accepted is the text that was parsed without an error, empty for a flag
	// that repeats.
	accepted string
}

// Value is a flag whose text is parsed and kept in *p. What *p holds before is
// the value without the flag, and shown by --help unless it is a zero value.
func Value[T any](p *T, name, placeholder, help string, parse func(string) (T, error)) *Flag {
	return &Flag{
		name: name, placeholder: placeholder, help: help, fallback: fallbackText(*p),
		store: func(texts []string) []error {
			value, err := parse(texts[0])
			if err != nil {
				return []error{err}
			}
			*p = value
			return nil
		},
	}
}

// Values is a flag that may be given several times; in the environment variable
// there is one value a line, since AWS tags may hold any other separator.
func Values[T any](p *[]T, name, placeholder, help string, parse func(string) (T, error)) *Flag {
	return &Flag{
		name: name, placeholder: placeholder, help: help, repeats: true,
		store: func(texts []string) []error {
			var values []T
			var errs []error
			for _, text := range texts {
				value, err := parse(text)
				if err != nil {
					errs = append(errs, err)
					continue
				}
				values = append(values, value)
			}
			*p = values
			return errs
		},
	}
}

// Switch is a flag without a value; --name=false turns it off again over its
// environment variable.
func Switch(p *bool, name, help string) *Flag {
	f := Value(p, name, "", help, option.ParseBool)
	f.isSwitch = true
	return f
}

// Require makes it a problem when neither flag nor variable is set.
func (f *Flag) Require() *Flag {
	f.required = true
	return f
}

// envPrefix begins the environment variable of every flag.
const envPrefix = "PATCHLINE_"

// EnvVar is the flag's environment variable: PATCHLINE_MAX_FAILED for
// --max-failed.
func (f *Flag) EnvVar() string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(f.name, "-", "_"))
}

func fallbackText(value any) string {
	if v := reflect.ValueOf(value); !v.IsValid() || v.IsZero() {
		return ""
	}
	if d, ok := value.(time.Duration); ok {
		return option.FormatDuration(d)
	}
	return fmt.Sprint(value)
}
