package ec2

import (
	"iter"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

// tagPages: "This value can be between 5 and 1000" (API reference).
var tagPages = pages{least: 5, most: 1000}

type describeTagsInput struct{ query }

type describeTagsAnswer struct {
	meta
	Tags      []tagDescription `xml:"tagSet>item"`
	NextToken string           `xml:"nextToken,omitempty"`
}

type tagDescription struct {
	ResourceID   string `xml:"resourceId"`
	ResourceType string `xml:"resourceType"`
	Key          string `xml:"key"`
	Value        string `xml:"value"`
}

// describedTag is one tag of one resource.
type describedTag struct {
	taggable
	tag world.Tag
}

var tagFields = map[string]field[describedTag]{
	"key":           text(func(_ *call, d *describedTag) string { return d.tag.Key }),
	"value":         text(func(_ *call, d *describedTag) string { return d.tag.Value }),
	"resource-id":   text(func(_ *call, d *describedTag) string { return d.id }),
	"resource-type": text(func(_ *call, d *describedTag) string { return d.kind }),
}

func describeTags(c *call, in *describeTagsInput) (deed, *apierr.Error) {
	size, refused := tagPages.size(in.query, nil)
	if refused != nil {
		return nil, refused
	}
	// The filter tag:KEY finds the tag itself here, not all of its resource's.
	wanted, refused := conditions(in.Filters, tagFields, func(d *describedTag) world.Tags { return world.Tags{d.tag} })
	if refused != nil {
		return nil, refused
	}
	from, refused := c.bookmark(in.NextToken)
	if refused != nil {
		return nil, refused
	}
	a := &describeTagsAnswer{}
	last := from
	for at, d := range c.allTags() {
		if at <= from.at || !passes(c, wanted, &d) {
			continue
		}
		if size > 0 && len(a.Tags) == size {
			a.NextToken = c.nextToken(last)
			break
		}
		a.Tags = append(a.Tags, tagDescription{d.id, d.kind, d.tag.Key, d.tag.Value})
		last = bookmark{at: at}
	}
	return shows(a), nil
}

// A tag's position is made of its kind's number, its resource's position and
// its own number, of so many bits each. A resource has 50 tags and some of AWS.
const (
	bitsOfTag      = 8
	bitsOfResource = 48
)

// allTags yields every tag of the place with its position, in order.
func (c *call) allTags() iter.Seq2[uint64, describedTag] {
	return func(yield func(uint64, describedTag) bool) {
		_ = yieldTags(c, 0, instances, tagsOfInstance, yield) &&
			yieldTags(c, 1, volumes, tagsOfVolume, yield) &&
			yieldTags(c, 2, snapshots, tagsOfSnapshot, yield) &&
			yieldTags(c, 3, rootTasks, tagsOfTask, yield)
	}
}

func yieldTags[T any](c *call, number uint64, k *kind[T], of func(*T) taggable, yield func(uint64, describedTag) bool) bool {
	for at, thing := range k.table(c).After(0) {
		if !k.shown(c, thing) {
			continue
		}
		resource := of(thing)
		for n, tag := range *resource.tags {
			position := number<<(bitsOfResource+bitsOfTag) | at<<bitsOfTag | uint64(n)
			if !yield(position+1, describedTag{resource, tag}) {
				return false
			}
		}
	}
	return true
}
