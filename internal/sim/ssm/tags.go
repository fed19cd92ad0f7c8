package ssm

import (
	"regexp"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
)

type tag struct{ Key, Value string }

// tagText is the model's pattern of tag keys and values.
var tagText = regexp.MustCompile(`^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`)

func checkTags(c *checker, tags []tag) {
	size(c, "tags", tags, 0, 1000)
	for _, t := range tags {
		c.required("tags.key", t.Key)
		c.length("tags.key", t.Key, 1, 128)
		c.pattern("tags.key", t.Key, tagText)
		c.length("tags.value", t.Value, 0, 256)
		c.pattern("tags.value", t.Value, tagText)
	}
}

func tagsOf(d *Document) []tag {
	tags := make([]tag, 0, len(d.Tags))
	for _, t := range d.Tags {
		tags = append(tags, tag{t.Key, t.Value})
	}
	return tags
}

// tagsInput is of all three actions on tags, each with its own fields.
type tagsInput struct {
	ResourceType, ResourceID string

	Tags    []tag
	TagKeys []string
}

func (in *tagsInput) check(c *checker) {
	c.required("resourceType", in.ResourceType)
	c.required("resourceId", in.ResourceID)
	checkTags(c, in.Tags)
}

// maxTags is the quota of tags on a resource.
const maxTags = 50

// tagged finds what a call is about. Tags of documents are simulated only.
func (s *Service) tagged(c *gateway.Call, in *tagsInput) (*Document, *apierr.Error) {
	if in.ResourceType != "Document" {
		return nil, apierr.New("InvalidResourceType", "Tags of %s are not simulated by this stand-in, only those of Document.", in.ResourceType)
	}
	d, refused := s.findOwn(c.Place, in.ResourceID)
	if refused != nil {
		return nil, apierr.New("InvalidResourceId", "%s", refused.Message)
	}
	return d, nil
}

func (s *Service) addTagsToResource(c *gateway.Call, in *tagsInput) (any, *apierr.Error) {
	d, refused := s.tagged(c, in)
	if refused != nil {
		return nil, refused
	}
	after := d.Tags.Map()
	for _, t := range in.Tags {
		after[t.Key] = t.Value
	}
	if len(after) > maxTags {
		return nil, apierr.New("TooManyTagsError", "A resource has %d tags at most.", maxTags)
	}
	for _, t := range in.Tags {
		d.Tags.Set(t.Key, t.Value)
	}
	return struct{}{}, nil
}

func (s *Service) removeTagsFromResource(c *gateway.Call, in *tagsInput) (any, *apierr.Error) {
	d, refused := s.tagged(c, in)
	if refused != nil {
		return nil, refused
	}
	for _, key := range in.TagKeys {
		d.Tags.Delete(key)
	}
	return struct{}{}, nil
}

func (s *Service) listTagsForResource(c *gateway.Call, in *tagsInput) (any, *apierr.Error) {
	d, refused := s.tagged(c, in)
	if refused != nil {
		return nil, refused
	}
	return struct{ TagList []tag }{tagsOf(d)}, nil
}
