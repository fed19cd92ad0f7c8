package document

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"

	"patchline/internal/sim/apierr"
)

// Parameter is a run-time parameter as a document declares it.
type Parameter struct {
	Name        string
	Type        string // String, StringList, Boolean, Integer, MapList or StringMap
	Description string
	Default     any // nil: the parameter is required

	AllowedValues []string
	// AllowedPattern is matched anywhere in the value, as the SSM agent does it
	// with Go's regular expressions; whether Systems Manager itself anchors it
	// is UNCONFIRMED, so anchor it. Its own check is Java's, which also knows
	// lookaround and backreferences: those are refused here, since the agent's
	// check would refuse every command.
	AllowedPattern *regexp.Regexp
	// The bounds count characters and items; -1 is none.
	MinChars, MaxChars, MinItems, MaxItems int
	// EnvVar is interpolationType ENV_VAR: the value is an environment variable
	// as well, on agents that know it.
	EnvVar bool
}

var parameterTypes = []string{"String", "StringList", "Boolean", "Integer", "MapList", "StringMap"}

// parameterName is what Systems Manager calls alpha-numeric; the agent puts in
// no other.
var parameterName = regexp.MustCompile(`^[a-zA-Z0-9]+$`)

func (c *Content) readParameters(top map[string]any) *apierr.Error {
	declared, found := top["parameters"]
	if !found {
		return nil
	}
	definitions, found := declared.(map[string]any)
	if !found {
		return apierr.New(invalidContent, "The document's parameters are not an object.")
	}
	for _, name := range sortedKeys(definitions) {
		if !parameterName.MatchString(name) {
			return apierr.New(invalidContent, "Parameter name \"%s\" is not alpha-numeric.", name)
		}
		definition, found := definitions[name].(map[string]any)
		if !found {
			return apierr.New(invalidContent, "Parameter \"%s\" is not an object.", name)
		}
		p, refused := readParameter(name, definition)
		if refused != nil {
			return refused
		}
		c.Parameters = append(c.Parameters, p)
	}
	return nil
}

func readParameter(name string, definition map[string]any) (Parameter, *apierr.Error) {
	p := Parameter{Name: name, Default: definition["default"]}
	wrong := func(format string, args ...any) (Parameter, *apierr.Error) {
		return p, apierr.New(invalidContent, "Parameter \"%s\": %s.", name, fmt.Sprintf(format, args...))
	}
	if refused := onlyKeys("Parameter \""+name+"\"", definition, "type", "description", "default", "allowedValues",
		"allowedPattern", "displayType", "minItems", "maxItems", "minChars", "maxChars", "interpolationType", "name"); refused != nil {
		return p, refused
	}
	p.Type, _ = definition["type"].(string)
	if !slices.Contains(parameterTypes, p.Type) {
		return wrong("type %v is not one of %v", definition["type"], parameterTypes)
	}
	p.Description, _ = definition["description"].(string)
	for _, bound := range []struct {
		key string
		to  *int
	}{{"minItems", &p.MinItems}, {"maxItems", &p.MaxItems}, {"minChars", &p.MinChars}, {"maxChars", &p.MaxChars}} {
		var found bool
		if *bound.to, found = readBound(definition, bound.key); !found {
			return wrong("%s is not a whole number from 0", bound.key)
		}
	}
	if pattern, found := definition["allowedPattern"]; found {
		source, found := pattern.(string)
		if !found {
			return wrong("allowedPattern is not a string")
		}
		compiled, err := regexp.Compile(source)
		if err != nil {
			return wrong("allowedPattern: %v", err)
		}
		p.AllowedPattern = compiled
	}
	if values, found := definition["allowedValues"]; found {
		list, found := values.([]any)
		if !found {
			return wrong("allowedValues is not a list")
		}
		for _, value := range list {
			p.AllowedValues = append(p.AllowedValues, text(value))
		}
	}
	switch kind := definition["interpolationType"]; kind {
	case nil:
	case "ENV_VAR":
		if p.Type != "String" {
			return wrong("interpolationType ENV_VAR is for type String")
		}
		p.EnvVar = true
	default:
		return wrong("interpolationType %v is not ENV_VAR", kind)
	}
	if p.Default != nil {
		if problem := p.checkDefault(); problem != "" {
			return wrong("its default %s", problem)
		}
	}
	return p, nil
}

// readBound reads a whole number, which documents write as a number or a
// string; -1 where there is none.
func readBound(definition map[string]any, key string) (int, bool) {
	switch bound := definition[key].(type) {
	case nil:
		return -1, true
	case float64:
		return int(bound), bound == math.Trunc(bound) && bound >= 0 && bound <= math.MaxInt32
	case string:
		n, err := strconv.ParseUint(bound, 10, 31)
		return int(n), err == nil
	default:
		return 0, false
	}
}
