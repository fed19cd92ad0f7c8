package ssm

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/ssm/document"
	"patchline/internal/sim/world"
)

// Document is an SSM document with its versions.
type Document struct {
	Name  string
	Owner string // an account, or Amazon
	// Provided: nobody created it, and CreateDocument may take its place.
	Provided   bool
	Versions   []*Version // by number; at least one
	Default    int        // number of the default version
	Last       int        // the highest number that was given
	TargetType string
	Tags       world.Tags
}

// Version is one version of a document.
type Version struct {
	Number      int
	Name        string // VersionName; may be empty
	DisplayName string
	Created     time.Time
	Format      document.Format
	Text        string

	content *document.Content
}

// Hash is the SHA-256 of the text, in hexadecimal.
func (v *Version) Hash() string {
	sum := sha256.Sum256([]byte(v.Text))
	return hex.EncodeToString(sum[:])
}

func newDocument(name, owner string, first *Version) *Document {
	first.Number = 1
	return &Document{Name: name, Owner: owner, Versions: []*Version{first}, Default: 1, Last: 1}
}

func (d *Document) latest() *Version { return d.Versions[len(d.Versions)-1] }

func (d *Document) number(n int) *Version {
	for _, v := range d.Versions {
		if v.Number == n {
			return v
		}
	}
	return nil
}

// version finds a version as callers name it; empty is $DEFAULT. Where a
// version name is given too, it has to be that version's.
func (d *Document) version(number, name string) (*Version, *apierr.Error) {
	var found *Version
	switch number {
	case "":
		found = d.number(d.Default)
		if name != "" {
			i := slices.IndexFunc(d.Versions, func(v *Version) bool { return v.Name == name })
			if i < 0 {
				break
			}
			return d.Versions[i], nil
		}
	case "$DEFAULT":
		found = d.number(d.Default)
	case "$LATEST":
		found = d.latest()
	default:
		if n, err := strconv.Atoi(number); err == nil {
			found = d.number(n)
		}
	}
	if found == nil || name != "" && found.Name != name {
		return nil, apierr.New("InvalidDocumentVersion", "Document %s has no version %s.", d.Name, strings.TrimSpace(number+" "+name))
	}
	return found, nil
}
