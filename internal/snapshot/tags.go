package snapshot

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/run"
)

// The tags that a snapshot is found again by, also by rollback and prune.
const (
	TagRun      = "patchline:run"
	TagInstance = "patchline:instance"
	// TagSet has one value for all snapshots of one call, which are of one
	// moment: the run's own number of the call.
	TagSet = "patchline:set"
)

func tags(runID string, i run.Instance, set string) []types.TagSpecification {
	pair := func(key, value string) types.Tag { return types.Tag{Key: aws.String(key), Value: aws.String(value)} }
	return []types.TagSpecification{{
		ResourceType: types.ResourceTypeSnapshot,
		Tags: []types.Tag{
			pair("Name", nameTag(title(i), runID)), pair(TagRun, runID), pair(TagInstance, i.ID), pair(TagSet, set),
		},
	}}
}

// title is an instance's name, or its id.
func title(i run.Instance) string {
	if i.Name == "" {
		return i.ID
	}
	return i.Name
}

// nameTag makes "name before run", the name shortened if need be.
func nameTag(name, runID string) string {
	const longest = 256 // EC2's, in characters, of a tag's value
	suffix := " before " + runID
	return cut(name, longest-len(suffix)) + suffix
}

// description says what a snapshot is of. EC2 takes 255 characters.
func description(i run.Instance, runID string) string {
	const longest = 100 // of the name
	return fmt.Sprintf("%s (%s) before patch day %s", i.ID, cut(i.Name, longest), runID)
}

// cut keeps at most n characters.
func cut(text string, n int) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), n)])
}

func tag(tags []types.Tag, key string) string {
	for _, t := range tags {
		if aws.ToString(t.Key) == key {
			return aws.ToString(t.Value)
		}
	}
	return ""
}
