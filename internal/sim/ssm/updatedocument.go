package ssm

import (
	"slices"
	"strconv"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
)

type updateDocumentInput struct {
	Name, Content, DisplayName, VersionName, DocumentVersion, DocumentFormat, TargetType string

	Attachments []struct{}
}

func (in *updateDocumentInput) check(c *checker) {
	c.required("content", in.Content)
	c.required("name", in.Name)
	c.pattern("name", in.Name, documentName)
	c.pattern("documentVersion", in.DocumentVersion, documentVersion)
	c.oneOf("documentFormat", in.DocumentFormat, documentFormats...)
	checkVersionFields(c, in.DisplayName, in.VersionName, in.TargetType)
}

// maxVersions is the quota of a document's versions.
const maxVersions = 1000

func (s *Service) updateDocument(c *gateway.Call, in *updateDocumentInput) (any, *apierr.Error) {
	d, refused := s.findOwn(c.Place, in.Name)
	if refused != nil {
		return nil, refused
	}
	// A version that is not given counts as $LATEST; whether AWS wants it is
	// UNCONFIRMED, so give it.
	number := in.DocumentVersion
	if number == "" {
		number = "$LATEST"
	}
	if old, refused := d.version(number, ""); refused != nil {
		return nil, refused
	} else if old != d.latest() {
		return nil, apierr.New("InvalidDocumentVersion", "Only the latest version of document %s can be updated: %d.", d.Name, d.latest().Number)
	}
	v, refused := parseVersion(in.DocumentFormat, in.Content)
	if refused != nil {
		return nil, refused
	}
	if !v.content.Updatable() || !d.latest().content.Updatable() {
		return nil, apierr.New("InvalidDocumentSchemaVersion", "Documents of schema 1.2 can't be updated: create one under another name.")
	}
	if slices.ContainsFunc(d.Versions, func(old *Version) bool { return old.Text == v.Text }) {
		return nil, apierr.New("DuplicateDocumentContent", "The content of the association document matches another document. Change the content of the document and try again.")
	}
	if in.VersionName != "" && slices.ContainsFunc(d.Versions, func(old *Version) bool { return old.Name == in.VersionName }) {
		return nil, apierr.New("DuplicateDocumentVersionName", "The version name has already been used in this document. Specify a different version name, and then try again.")
	}
	if len(d.Versions) >= maxVersions {
		return nil, apierr.New("DocumentVersionLimitExceeded", "The document has too many versions. Delete one or more document versions and try again.")
	}
	d.Last++
	v.Number, v.Name, v.DisplayName, v.Created = d.Last, in.VersionName, in.DisplayName, s.world.Now()
	if v.DisplayName == "" {
		v.DisplayName = d.latest().DisplayName
	}
	if in.TargetType != "" {
		d.TargetType = in.TargetType
	}
	d.Provided = false
	d.Versions = append(d.Versions, v)
	return describedDocument{d.describe(v, "Updating")}, nil
}

type updateDefaultInput struct{ Name, DocumentVersion string }

func (in *updateDefaultInput) check(c *checker) {
	c.required("name", in.Name)
	c.pattern("name", in.Name, documentName)
	c.required("documentVersion", in.DocumentVersion)
	c.pattern("documentVersion", in.DocumentVersion, versionNumber)
}

type updatedDefault struct{ Description defaultVersion }

type defaultVersion struct {
	Name               string
	DefaultVersion     string
	DefaultVersionName string `json:",omitempty"`
}

func (s *Service) updateDocumentDefaultVersion(c *gateway.Call, in *updateDefaultInput) (any, *apierr.Error) {
	d, refused := s.findOwn(c.Place, in.Name)
	if refused != nil {
		return nil, refused
	}
	v, refused := d.version(in.DocumentVersion, "")
	if refused != nil {
		return nil, refused
	}
	d.Default = v.Number
	return updatedDefault{defaultVersion{Name: d.Name, DefaultVersion: strconv.Itoa(v.Number), DefaultVersionName: v.Name}}, nil
}
