package document

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// checkDefault tells what is wrong with the default; empty: nothing.
func (p *Parameter) checkDefault() string {
	switch p.Type {
	case "StringList", "MapList":
		list, found := p.Default.([]any)
		if !found {
			return "is not a list"
		}
		values := make([]string, 0, len(list))
		for _, item := range list {
			if _, isText := item.(string); p.Type == "StringList" && !isText {
				return "has an item that is not a string"
			}
			values = append(values, text(item))
		}
		return p.checkItems(values)
	case "StringMap":
		if _, found := p.Default.(map[string]any); !found {
			return "is not a map"
		}
		return ""
	case "String":
		if _, found := p.Default.(string); !found {
			return "is not a string"
		}
	}
	return p.checkValue(text(p.Default))
}

// checkItems checks a list's length and each of its items.
func (p *Parameter) checkItems(values []string) string {
	if p.MinItems >= 0 && len(values) < p.MinItems {
		return fmt.Sprintf("has %d items, and must have %d", len(values), p.MinItems)
	}
	if p.MaxItems >= 0 && len(values) > p.MaxItems {
		return fmt.Sprintf("has %d items, and may have %d", len(values), p.MaxItems)
	}
	for _, value := range values {
		if problem := p.checkValue(value); problem != "" {
			return problem
		}
	}
	return ""
}

// checkValue checks one value against type, allowed values, pattern and length.
func (p *Parameter) checkValue(value string) string {
	switch {
	case p.Type == "Boolean" && value != "true" && value != "false":
		return "is neither true nor false"
	case p.Type == "Integer" && !isInteger(value):
		return "is not a whole number"
	case p.AllowedValues != nil && !slices.Contains(p.AllowedValues, value):
		return fmt.Sprintf("is not one of allowedValues %q", p.AllowedValues)
	case p.AllowedPattern != nil && !p.AllowedPattern.MatchString(value):
		return fmt.Sprintf("does not match allowedPattern %s", p.AllowedPattern)
	case p.MinChars >= 0 && utf8.RuneCountInString(value) < p.MinChars:
		return fmt.Sprintf("is shorter than minChars %d", p.MinChars)
	case p.MaxChars >= 0 && utf8.RuneCountInString(value) > p.MaxChars:
		return fmt.Sprintf("is longer than maxChars %d", p.MaxChars)
	}
	return ""
}

func isInteger(value string) bool {
	_, err := strconv.ParseInt(value, 10, 64)
	return err == nil
}
