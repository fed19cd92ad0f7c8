package ssm

import (
	"slices"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
)

type deleteDocumentInput struct {
	Name, DocumentVersion, VersionName string

	Force bool
}

func (in *deleteDocumentInput) check(c *checker) {
	c.required("name", in.Name)
	c.pattern("name", in.Name, documentName)
	c.pattern("documentVersion", in.DocumentVersion, documentVersion)
	c.pattern("versionName", in.VersionName, versionName)
}

// deleteDocument deletes a document, or one version of it but the default one.
// Commands that were sent go on with the text that they have.
func (s *Service) deleteDocument(c *gateway.Call, in *deleteDocumentInput) (any, *apierr.Error) {
	d, refused := s.findOwn(c.Place, in.Name)
	if refused != nil {
		return nil, refused
	}
	if in.DocumentVersion == "" && in.VersionName == "" {
		delete(s.library(c.Place).byName, d.Name)
		return struct{}{}, nil
	}
	v, refused := d.version(in.DocumentVersion, in.VersionName)
	if refused != nil {
		return nil, refused
	}
	if v.Number == d.Default {
		return nil, apierr.New("InvalidDocumentOperation", "Version %d is the default version of document %s and can't be deleted.", v.Number, d.Name)
	}
	d.Versions = slices.DeleteFunc(d.Versions, func(other *Version) bool { return other == v })
	return struct{}{}, nil
}
