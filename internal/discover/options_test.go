package discover

import (
	"fmt"
	"strings"
	"testing"
)

func TestTagsAreReadFromTheCommandLine(t *testing.T) {
	for text, want := range map[string]Tag{
		"PatchGroup=prod-1": {"PatchGroup", "prod-1"},
		"a=b=c":             {"a", "b=c"},
		"empty=":            {"empty", ""},
	} {
		if got, err := parseTag(text); err != nil || got != want {
			t.Errorf("%q was read as %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "PatchGroup", "=x"} {
		if got, err := parseTag(text); err == nil {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
}

func TestMoreThanEC2TakesIsRefusedBeforeAnyCall(t *testing.T) {
	many := func(n, keys int) []Tag {
		var tags []Tag
		for i := range n {
			tags = append(tags, Tag{fmt.Sprint("key", i%keys), fmt.Sprint("value", i)})
		}
		return tags
	}
	for name, test := range map[string]struct {
		tags []Tag
		want string
	}{
		"as many values as may be": {many(200, 2), ""},
		"as many keys as may be":   {many(50, 50), ""},
		"one value too many":       {many(201, 3), "201 values"},
		"one key too many":         {many(51, 51), "51 keys"},
		"values given twice, once": {append(many(200, 1), many(200, 1)...), ""},
	} {
		t.Run(name, func(t *testing.T) {
			problems := (&Options{Tags: test.tags}).check()
			if test.want == "" && len(problems) == 0 {
				return
			}
			if len(problems) != 1 || test.want == "" || !strings.Contains(problems[0].What, test.want) || problems[0].Flag != "tag" {
				t.Errorf("the problems are %+v", problems)
			}
		})
	}
}
