package agent

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"patchline/internal/sim/world"
)

// vssReserved are the tags that the VSS documents set by themselves: to ask
// for one is an error (EC2 user guide, "Use Systems Manager command documents
// to create VSS based snapshots", as is the form of the parameter).
var vssReserved = []string{"Device", "AppConsistent", "AwsVssConfig"}

// vssTagSigns are the signs that the same page allows in a tag.
var vssTagSigns = regexp.MustCompile(`^[\pL\pN ()./\\"'@_+:={}-]*$`)

// The lengths of a tag in characters (EC2 user guide, "Tag restrictions").
const (
	maxTagKey   = 128
	maxTagValue = 256
)

// parseTags reads "Key=Environment,Value=Test;Key=User,Value=TestUser1". The
// document's default, "Key=Name,Value=", gives an empty Name.
func parseTags(text string) (world.Tags, error) {
	var tags world.Tags
	for item := range strings.SplitSeq(text, ";") {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		key, value, err := parseTag(item)
		if err != nil {
			return nil, fmt.Errorf("parameter tags: %w", err)
		}
		tags.Set(key, value)
	}
	return tags, nil
}

func parseTag(item string) (key, value string, err error) {
	rest, hasKey := strings.CutPrefix(item, "Key=")
	key, value, hasValue := strings.Cut(rest, ",Value=")
	switch {
	case !hasKey || !hasValue:
		return "", "", fmt.Errorf("%q is not of the form Key=K,Value=V", item)
	case key == "" || utf8.RuneCountInString(key) > maxTagKey || utf8.RuneCountInString(value) > maxTagValue:
		return "", "", fmt.Errorf("%q has no key, or one over %d characters, or a value over %d", item, maxTagKey, maxTagValue)
	case !vssTagSigns.MatchString(key) || !vssTagSigns.MatchString(value):
		return "", "", fmt.Errorf("%q has signs that VSS snapshots can't be tagged with", item)
	case has(vssReserved, key):
		return "", "", fmt.Errorf("the tag %s is set by the document itself", key)
	}
	return key, value, nil
}
