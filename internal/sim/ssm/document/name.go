package document

import (
	"regexp"
	"strings"
)

// Name is what a document may be called (API reference, CreateDocument).
var Name = regexp.MustCompile(`^[a-zA-Z0-9_\-.]{3,128}$`)

// reservedPrefixes are AWS's own (API reference, CreateDocument), whatever
// their case.
var reservedPrefixes = []string{"aws", "amazon", "amzn"}

// Reserved gives the prefixes that AWS keeps for itself, joined, where a name
// begins with one of them; else "".
func Reserved(name string) string {
	for _, prefix := range reservedPrefixes {
		if strings.HasPrefix(strings.ToLower(name), prefix) {
			return strings.Join(reservedPrefixes, ", ")
		}
	}
	return ""
}
