package snapshot

import (
	"strings"

	"patchline/internal/run"
)

// vssParameters are those of an instance's command.
func vssParameters(runID string, i run.Instance, set string) map[string][]string {
	var tags []string
	for _, tag := range [][2]string{
		{"Name", plain(nameTag(title(i), runID))}, {TagRun, runID}, {TagInstance, i.ID}, {TagSet, set},
	} {
		tags = append(tags, "Key="+tag[0]+",Value="+tag[1])
	}
	return map[string][]string{
		"description": {plain(description(i, runID))},
		"tags":        {strings.Join(tags, ";")},
	}
}

// plain replaces what the documents take in no tag; a comma, a semicolon or an
// equals sign would be read as the list's own. They are put into a script: an
// instance's name must not get there as it is.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(" ().-_:/@+", r):
			return r
		default:
			return '_'
		}
	}, text)
}
