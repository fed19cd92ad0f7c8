// Package run is a run: one patch day of one selection of instances, kept on
// S3 under its id.
package run

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// idPattern is the form of a run's id.
var idPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// ValidID tells whether a text is a run's id: 1 to 63 lower-case letters,
// digits and hyphens, not beginning with a hyphen.
func ValidID(text string) bool { return idPattern.MatchString(text) }

// Keys builds the S3 keys of one run. It is the only place that knows them.
type Keys struct {
	Prefix string // of the store, without slashes at its ends; may be empty
	Run    string
}

// MarkersPrefix is what every marker of a document's attempt begins with.
func (k Keys) MarkersPrefix(document string, attempt int) string {
	return k.of("markers", document, fmt.Sprint(attempt)) + "/"
}

// Marker is the key of an instance's marker. identity ends in the instance's
// id: it is the id itself or what STS calls the caller, "<role id>:<instance id>".
func (k Keys) Marker(document string, attempt int, identity string, outcome Outcome) string {
	return k.MarkersPrefix(document, attempt) + identity + "/" + string(outcome) + ".json"
}

// CSV is the key of an instance's CSV of one kind.
func (k Keys) CSV(kind CSVKind, identity string) string {
	return k.of("csv", string(kind), identity+".csv")
}

// IdentityInstance gives the instance id that an identity ends in.
func IdentityInstance(identity string) string {
	return identity[strings.LastIndexByte(identity, ':')+1:]
}

func (k Keys) of(parts ...string) string {
	return path.Join(append([]string{k.Prefix, "runs", k.Run}, parts...)...)
}
