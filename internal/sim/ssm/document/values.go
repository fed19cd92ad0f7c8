package document

import (
	"encoding/json"
	"slices"

	"patchline/internal/sim/apierr"
)

// invalidParameters is the code of run-time parameters that a document does
// not take. Systems Manager's message names no parameter; the part after it
// does.
const invalidParameters = "InvalidParameters"

// CheckValues checks run-time parameters as SendCommand does. Its errors are
// InvalidParameters and MaxDocumentSizeExceeded; size is the document's, in
// bytes.
func (c *Content) CheckValues(values map[string][]string, size int) *apierr.Error {
	for _, name := range sortedKeys(values) {
		p := c.Parameter(name)
		if p == nil {
			return wrongValue("%s is not a parameter of the document", name)
		}
		if problem := p.checkRunTime(values[name]); problem != "" {
			return wrongValue("%s %s", name, problem)
		}
	}
	for i := range c.Parameters {
		p := &c.Parameters[i]
		if _, given := values[p.Name]; !given && p.Default == nil {
			return wrongValue("%s is required", p.Name)
		}
	}
	encoded, err := json.Marshal(values)
	if err != nil {
		return wrongValue("%v", err)
	}
	if len(values) > 0 && size+len(encoded) > MaxSize {
		return apierr.New("MaxDocumentSizeExceeded",
			"The total size of your parameter(s) and document exceeds the 64KB limit: %d and %d bytes.", len(encoded), size)
	}
	return nil
}

func wrongValue(format string, args ...any) *apierr.Error {
	err := apierr.New(invalidParameters, format, args...)
	err.Message = "Parameters provided in document are invalid or not supported. (" + err.Message + ")"
	return err
}

// checkRunTime checks the strings that a caller gives for a parameter.
func (p *Parameter) checkRunTime(values []string) string {
	switch p.Type {
	case "StringList":
		return p.checkItems(values)
	case "MapList":
		return "is a MapList, which takes its default only"
	}
	if len(values) != 1 {
		return "takes one value"
	}
	if p.Type == "StringMap" {
		var m map[string]any
		if json.Unmarshal([]byte(values[0]), &m) != nil {
			return "is not a map in JSON"
		}
	}
	return p.checkValue(values[0])
}

// Values gives every parameter's values: those of the call, or the default.
func (c *Content) Values(given map[string][]string) map[string][]string {
	all := make(map[string][]string, len(c.Parameters))
	for i := range c.Parameters {
		p := &c.Parameters[i]
		if values, found := given[p.Name]; found {
			all[p.Name] = slices.Clone(values)
			continue
		}
		if list, found := p.Default.([]any); found {
			all[p.Name] = []string{}
			for _, item := range list {
				all[p.Name] = append(all[p.Name], text(item))
			}
			continue
		}
		all[p.Name] = []string{text(p.Default)}
	}
	return all
}
