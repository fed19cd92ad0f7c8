package ec2

import (
	"slices"
	"strings"

	"patchline/internal/sim/apierr"
)

type createTagsInput struct {
	dry
	Resources []string `form:"ResourceId,required"`
	Tags      []tag    `form:"Tag,required"`
}

func (in *createTagsInput) instances() []string { return instanceIDs(in.Resources) }

func createTags(c *call, in *createTagsInput) (deed, *apierr.Error) {
	if len(in.Tags) == 0 {
		return nil, missingParameter("Tag")
	}
	if refused := checkTags(in.Tags); refused != nil {
		return nil, refused
	}
	resources, refused := c.taggables(in.Resources)
	if refused != nil {
		return nil, refused
	}
	for _, r := range resources {
		after := slices.Clone(*r.tags)
		for _, t := range in.Tags {
			after.Set(t.Key, t.Value)
		}
		if refused := checkCount(after); refused != nil {
			return nil, refused
		}
	}
	return func() (answer, *apierr.Error) {
		for _, r := range resources {
			for _, t := range in.Tags {
				r.tags.Set(t.Key, t.Value)
			}
		}
		return &done{Return: true}, nil
	}, nil
}

// tagToDelete is a key, with a value where only that value is to be deleted.
type tagToDelete struct {
	Key   string  `form:"Key,required"`
	Value *string `form:"Value"`
}

type deleteTagsInput struct {
	dry
	Resources []string      `form:"ResourceId,required"`
	Tags      []tagToDelete `form:"Tag"`
}

func (in *deleteTagsInput) instances() []string { return instanceIDs(in.Resources) }

// deleteTags deletes all tags but those of AWS when it names none.
func deleteTags(c *call, in *deleteTagsInput) (deed, *apierr.Error) {
	for _, t := range in.Tags {
		if strings.HasPrefix(strings.ToLower(t.Key), reservedPrefix) {
			return nil, invalidValue("Tag keys starting with 'aws:' are reserved for internal use")
		}
	}
	resources, refused := c.taggables(in.Resources)
	if refused != nil {
		return nil, refused
	}
	return func() (answer, *apierr.Error) {
		for _, r := range resources {
			in.deleteFrom(r)
		}
		return &done{Return: true}, nil
	}, nil
}

func (in *deleteTagsInput) deleteFrom(r taggable) {
	if len(in.Tags) == 0 {
		for _, t := range slices.Clone(*r.tags) {
			if !strings.HasPrefix(t.Key, reservedPrefix) {
				r.tags.Delete(t.Key)
			}
		}
	}
	for _, t := range in.Tags {
		if value, found := r.tags.Get(t.Key); found && (t.Value == nil || *t.Value == value) {
			r.tags.Delete(t.Key)
		}
	}
}

// instanceIDs are those of ids that are instances'.
func instanceIDs(ids []string) []string {
	var found []string
	for _, id := range ids {
		if strings.HasPrefix(id, "i-") {
			found = append(found, id)
		}
	}
	return found
}
