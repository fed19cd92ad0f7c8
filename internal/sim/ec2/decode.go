package ec2

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"patchline/internal/sim/apierr"
)

// decodeForm fills a struct from a form. A field's tag is its name on the
// wire: `form:"InstanceId"`, with two options: "required", and "unsimulated"
// for a parameter that EC2 has and this stand-in refuses to act upon, unless it
// is empty or false.
//
// Fields are strings, bools, *string and *int (nil when not there), structs,
// and lists of strings or structs, whose members the wire numbers from 1. A
// struct without a tag is embedded: its fields count as the outer's. The type
// is this package's own: one that does not fit panics.
func decodeForm(n *node, into any) *apierr.Error {
	return decodeStruct(n, "", reflect.ValueOf(into).Elem())
}

func decodeStruct(n *node, path string, into reflect.Value) *apierr.Error {
	known := map[string]bool{}
	if err := decodeFields(n, path, into, known); err != nil {
		return err
	}
	for _, part := range slices.Sorted(maps.Keys(n.below)) {
		if !known[part] {
			return unknownParameter(under(path, part))
		}
	}
	return nil
}

func decodeFields(n *node, path string, into reflect.Value, known map[string]bool) *apierr.Error {
	for field, value := range into.Fields() {
		if field.Anonymous {
			if err := decodeFields(n, path, value, known); err != nil {
				return err
			}
			continue
		}
		name, option, _ := strings.Cut(field.Tag.Get("form"), ",")
		known[name] = true
		below, found := n.below[name]
		switch {
		case !found && option == "required":
			return missingParameter(under(path, name))
		case !found:
			continue
		case option == "unsimulated" && below.off():
			continue
		case option == "unsimulated":
			return apierr.New("UnsupportedOperation", "The parameter %s is not simulated: leave it out.", under(path, name))
		}
		if err := decodeValue(below, under(path, name), value); err != nil {
			return err
		}
	}
	return nil
}

// off tells whether a parameter says no more than if it were not there.
func (n *node) off() bool {
	return len(n.below) == 0 && (n.value == "" || n.value == "false")
}

func decodeValue(n *node, path string, into reflect.Value) *apierr.Error {
	switch into.Kind() {
	case reflect.Struct:
		if n.set {
			return invalidValue("The parameter %s has parts: it takes no value itself.", path)
		}
		return decodeStruct(n, path, into)
	case reflect.Slice:
		return decodeList(n, path, into)
	default:
		if len(n.below) > 0 || !n.set {
			return unknownParameter(under(path, slices.Min(slices.Collect(maps.Keys(n.below)))))
		}
		return decodeScalar(n.value, path, into)
	}
}

// decodeList reads members 1 to n. That the numbers have no gap also bounds
// them: nothing is made for a member that is not there.
func decodeList(n *node, path string, into reflect.Value) *apierr.Error {
	if n.set && n.value != "" {
		return invalidValue("The parameter %s is a list: its members are %s.1, %s.2, and so on.", path, path, path)
	}
	size := len(n.below)
	list := reflect.MakeSlice(into.Type(), size, size)
	for i := range size {
		number := strconv.Itoa(i + 1)
		member, found := n.below[number]
		if !found {
			return invalidValue("The list %s has %d members and lacks %s: members are numbered from 1 without a gap.", path, size, number)
		}
		if err := decodeValue(member, under(path, number), list.Index(i)); err != nil {
			return err
		}
	}
	into.Set(list)
	return nil
}

func decodeScalar(text, path string, into reflect.Value) *apierr.Error {
	switch target := into.Addr().Interface().(type) {
	case *string:
		*target = text
	case **string:
		*target = &text
	case *bool:
		value, err := strconv.ParseBool(text)
		if err != nil {
			return invalidValue("Value (%s) for parameter %s is invalid. Expected: true or false.", clip(text), path)
		}
		*target = value
	case **int:
		value, err := strconv.ParseInt(text, 10, 32) // the model's integer
		if err != nil {
			return invalidValue("Value (%s) for parameter %s is invalid. Expected: an integer of 32 bits.", clip(text), path)
		}
		number := int(value)
		*target = &number
	default:
		panic("ec2: no decoding of a parameter into " + into.Type().String())
	}
	return nil
}
