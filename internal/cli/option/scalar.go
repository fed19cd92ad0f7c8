package option

import (
	"fmt"
	"strconv"
	"strings"
)

// ParseText accepts any text but an empty one. An empty value is nearly always a
// variable that a script forgot to set, and is better refused than obeyed.
func ParseText(text string) (string, error) {
	if strings.TrimSpace(text) == "" {
		return "", &InvalidError{What: "the value is empty", Do: "give a value, or leave the option out"}
	}
	return text, nil
}

// ParseInt returns a parser of whole numbers from lowest to highest, both
// allowed.
func ParseInt(lowest, highest int) func(string) (int, error) {
	do := fmt.Sprintf("give %d to %d", lowest, highest)
	return func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		switch {
		case err != nil:
			return 0, invalid(text, "is not a whole number", do)
		case n < lowest:
			return 0, invalid(text, "is too small", do)
		case n > highest:
			return 0, invalid(text, "is too large", do)
		}
		return n, nil
	}
}

// ParseOneOf returns a parser that accepts exactly the given choices.
func ParseOneOf[T ~string](choices ...T) func(string) (T, error) {
	names := make([]string, len(choices))
	for i, choice := range choices {
		names[i] = string(choice)
	}
	do := "give one of " + strings.Join(names, ", ")
	return func(text string) (T, error) {
		for _, choice := range choices {
			if text == string(choice) {
				return choice, nil
			}
		}
		return "", invalid(text, "is not one of the choices", do)
	}
}

// ParseBool reads a switch given as text, as an environment variable or as
// --switch=TEXT. Jenkins writes true and false; 1 and 0 are what shells use.
func ParseBool(text string) (bool, error) {
	switch strings.ToLower(text) {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, invalid(text, "is neither true nor false", "give true or false")
}
