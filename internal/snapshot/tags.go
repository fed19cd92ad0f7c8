package snapshot

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/run"
)

// The tags that a snapshot is found again by, also by rollback and prune.
const (
	TagRun      = "patchline:run"
	TagInstance = "patchline:instance"
)

func tags(runID string, i run.Instance) []types.TagSpecification {
	name := i.Name
	if name == "" {
		name = i.ID
	}
	pair := func(key, value string) types.Tag { return types.Tag{Key: aws.String(key), Value: aws.String(value)} }
	return []types.TagSpecification{{
		ResourceType: types.ResourceTypeSnapshot,
		Tags:         []types.Tag{pair("Name", cut(name, runID)), pair(TagRun, runID), pair(TagInstance, i.ID)},
	}}
}

// longestTagValue is EC2's, in characters.
const longestTagValue = 256

// cut makes "name before run", the name shortened if need be.
func cut(name, runID string) string {
	suffix := " before " + runID
	runes := []rune(name)
	return string(runes[:min(len(runes), longestTagValue-len(suffix))]) + suffix
}

func tag(tags []types.Tag, key string) string {
	for _, t := range tags {
		if aws.ToString(t.Key) == key {
			return aws.ToString(t.Value)
		}
	}
	return ""
}
