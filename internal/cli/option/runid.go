package option

import "regexp"

// runIDPattern is the form of a run id. 63 characters are as many as a DNS label
// may have, so that an id can be used as a name nearly anywhere.
var runIDPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// ParseRunID checks the id of a run. The id is a part of object keys, tags and
// command comments, which is why so few characters are allowed.
func ParseRunID(text string) (string, error) {
	if !runIDPattern.MatchString(text) {
		return "", invalid(text, "is not a run id",
			"give 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit, such as 2025-06-erp")
	}
	return text, nil
}
