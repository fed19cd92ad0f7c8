package ec2

import (
	"strings"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

// The limits of tags (EC2 User Guide, "Tag restrictions"). Lengths are in
// characters.
const (
	maxTags        = 50
	maxTagKey      = 128
	maxTagValue    = 256
	reservedPrefix = "aws:"
)

// tag is one tag as a request has it.
type tag struct {
	Key   string `form:"Key,required"`
	Value string `form:"Value"`
}

// tagSpecification is what to tag a new resource with.
type tagSpecification struct {
	ResourceType string `form:"ResourceType,required"`
	Tags         []tag  `form:"Tag"`
}

// specifiedTags checks the tags for a new resource of a type.
func specifiedTags(specifications []tagSpecification, resourceType string) (world.Tags, *apierr.Error) {
	var all []tag
	for _, s := range specifications {
		if s.ResourceType != resourceType {
			return nil, invalidValue("'%s' is not a valid taggable resource type for this operation.", clip(s.ResourceType))
		}
		all = append(all, s.Tags...)
	}
	if refused := checkTags(all); refused != nil {
		return nil, refused
	}
	var tags world.Tags
	for _, t := range all {
		tags = append(tags, world.Tag(t))
	}
	return tags, checkCount(tags)
}

func checkTags(tags []tag) *apierr.Error {
	seen := make(map[string]bool, len(tags))
	for _, t := range tags {
		switch {
		case t.Key == "":
			return invalidValue("Tag key cannot be empty.")
		case strings.HasPrefix(strings.ToLower(t.Key), reservedPrefix):
			return invalidValue("Tag keys starting with 'aws:' are reserved for internal use")
		case len([]rune(t.Key)) > maxTagKey:
			return invalidValue("Tag key exceeds the maximum length of %d characters", maxTagKey)
		case len([]rune(t.Value)) > maxTagValue:
			return invalidValue("Tag value exceeds the maximum length of %d characters", maxTagValue)
		case seen[t.Key]:
			return invalidValue("Duplicate tag key '%s' specified.", t.Key)
		}
		seen[t.Key] = true
	}
	return nil
}

// checkCount counts a resource's tags; those of AWS are free.
func checkCount(tags world.Tags) *apierr.Error {
	count := 0
	for _, t := range tags {
		if !strings.HasPrefix(t.Key, reservedPrefix) {
			count++
		}
	}
	if count > maxTags {
		return apierr.New("TagLimitExceeded", "The limit of %d tags of a resource would be exceeded: %d.", maxTags, count)
	}
	return nil
}
