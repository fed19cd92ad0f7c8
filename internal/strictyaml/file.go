// Package strictyaml reads YAML that a person wrote, and tells every mistake
// in it with its line: unknown keys with the one that was likely meant, keys
// that are there twice, and values out of range. Hostile input is bounded:
// there is a largest size, and aliases, which can make a small file a huge one,
// are refused.
package strictyaml

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// MaxBytes bounds a file. A fleet of 10,000 instances that are all written out
// has about 4 MB.
const MaxBytes = 8 << 20

// maxProblems is how many mistakes one error tells: the rest come from the
// same few causes.
const maxProblems = 50

// File is a file that is being read, with the mistakes found so far.
type File struct {
	name     string
	problems []problem
}

type problem struct {
	line int
	text string
}

// Parse reads a file of one YAML document. name is for its errors. The value
// is the document's; its mistakes are collected until Err is called. The error
// is for what is no YAML document at all, or is too large.
func Parse(name string, in io.Reader) (*File, Value, error) {
	data, err := io.ReadAll(io.LimitReader(in, MaxBytes+1))
	if err != nil {
		return nil, Value{}, fmt.Errorf("%s: %w", name, err)
	}
	if len(data) > MaxBytes {
		return nil, Value{}, fmt.Errorf("%s: it is larger than the %d MiB that are read", name, MaxBytes>>20)
	}
	f := &File{name: name}
	decoder := yaml.NewDecoder(strings.NewReader(string(data)))
	var document, second yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, Value{}, fmt.Errorf("%s: it is empty", name)
	} else if err != nil {
		return nil, Value{}, f.syntax(err)
	}
	if err := decoder.Decode(&second); err == nil {
		return nil, Value{}, fmt.Errorf("%s:%d: a second YAML document begins here: only one is read", name, second.Line)
	} else if !errors.Is(err, io.EOF) {
		return nil, Value{}, f.syntax(err)
	}
	return f, Value{file: f, node: document.Content[0]}, nil
}

// syntax gives the parser's error the form of the others.
func (f *File) syntax(err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if after, found := strings.CutPrefix(text, "line "); found {
		if line, rest, found := strings.Cut(after, ": "); found {
			if _, err := strconv.Atoi(line); err == nil {
				return fmt.Errorf("%s:%s: %s", f.name, line, rest)
			}
		}
	}
	return fmt.Errorf("%s: %s", f.name, text)
}

// Err gives all mistakes in the order of their lines, or nil.
func (f *File) Err() error {
	if len(f.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(f.problems, func(a, b problem) int { return a.line - b.line })
	var errs []error
	for i, p := range f.problems {
		if i == maxProblems {
			errs = append(errs, fmt.Errorf("%s: and %d more", f.name, len(f.problems)-maxProblems))
			break
		}
		errs = append(errs, fmt.Errorf("%s:%d: %s", f.name, p.line, p.text))
	}
	return errors.Join(errs...)
}
