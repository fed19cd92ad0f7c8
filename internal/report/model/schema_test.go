package model_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"patchline/internal/report/model"
	"patchline/internal/report/verdict"
	"patchline/internal/run"
)

var write = flag.Bool("write", false, "write the published schema instead of comparing it")

const published = "../../../docs/schemas/report.schema.json"

// schema is a JSON Schema. Its fields are in the order in which they are written.
type schema struct {
	Dialect     string             `json:"$schema,omitempty"`
	ID          string             `json:"$id,omitempty"`
	Title       string             `json:"title,omitempty"`
	Description string             `json:"description,omitempty"`
	Const       string             `json:"const,omitempty"`
	Type        string             `json:"type,omitempty"`
	Format      string             `json:"format,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Additional  *schema            `json:"additionalProperties,omitempty"`
}

// words are the types of text that have a few values.
func words(t reflect.Type) []string {
	var all []string
	switch t {
	case reflect.TypeFor[verdict.Verdict]():
		for _, v := range verdict.All {
			all = append(all, string(v))
		}
	case reflect.TypeFor[verdict.Marker]():
		for _, v := range verdict.Markers {
			all = append(all, string(v))
		}
	case reflect.TypeFor[verdict.Command]():
		for _, v := range verdict.Commands {
			all = append(all, string(v))
		}
	case reflect.TypeFor[verdict.Scan]():
		for _, v := range verdict.Scans {
			all = append(all, string(v))
		}
	case reflect.TypeFor[run.Status]():
		all = []string{string(run.OK), string(run.Failed), string(run.Skipped), string(model.Pending)}
	}
	return all
}

// of is the schema of a type of the model.
func of(t reflect.Type) *schema {
	switch t.Kind() {
	case reflect.Pointer:
		return of(t.Elem())
	case reflect.Slice:
		return &schema{Type: "array", Items: of(t.Elem())}
	case reflect.Map:
		return &schema{Type: "object", Additional: of(t.Elem())}
	case reflect.Int:
		return &schema{Type: "integer"}
	case reflect.Float64:
		return &schema{Type: "number"}
	case reflect.Bool:
		return &schema{Type: "boolean"}
	case reflect.String:
		return &schema{Type: "string", Enum: words(t)}
	default: // a struct
	}
	if t == reflect.TypeFor[time.Time]() {
		return &schema{Type: "string", Format: "date-time"}
	}
	s := &schema{Type: "object", Properties: map[string]*schema{}}
	for field := range t.Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		s.Properties[name] = of(field.Type)
		if options == "" {
			s.Required = append(s.Required, name)
		}
	}
	return s
}

func TestThePublishedSchemaIsThatOfTheReport(t *testing.T) {
	s := of(reflect.TypeFor[model.Report]())
	s.Dialect, s.Title = "https://json-schema.org/draft/2020-12/schema", "Patchline's report of a run"
	s.Description = "A reader refuses another value of schema; a property that is added does not change it."
	s.Properties["schema"] = &schema{Const: model.Schema}
	want, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *write {
		if err := os.WriteFile(published, want, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(published)
	if err != nil || !bytes.Equal(bytes.ReplaceAll(have, []byte("\r\n"), []byte("\n")), want) {
		t.Errorf("docs/schemas/report.schema.json is not that of this version (%v): go test ./internal/report/model -write", err)
	}
}
