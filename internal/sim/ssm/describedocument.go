package ssm

import (
	"encoding/json"
	"strconv"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/ssm/document"
)

// documentDescription is the API's DocumentDescription. A document is Active
// at once here, though the answers of CreateDocument and UpdateDocument say
// Creating and Updating as AWS's do.
type documentDescription struct {
	Hash            string
	HashType        string
	Name            string
	DisplayName     string `json:",omitempty"`
	VersionName     string `json:",omitempty"`
	Owner           string
	CreatedDate     timestamp
	Status          string
	DocumentVersion string
	Description     string              `json:",omitempty"`
	Parameters      []documentParameter `json:",omitempty"`
	PlatformTypes   []document.Platform
	DocumentType    string
	SchemaVersion   string
	LatestVersion   string
	DefaultVersion  string
	DocumentFormat  document.Format
	TargetType      string `json:",omitempty"`
	Tags            []tag
}

type documentParameter struct {
	Name, Type   string
	Description  string `json:",omitempty"`
	DefaultValue string `json:",omitempty"`
}

func (d *Document) describe(v *Version, status string) documentDescription {
	out := documentDescription{
		Hash: v.Hash(), HashType: "Sha256",
		Name: d.Name, DisplayName: v.DisplayName, VersionName: v.Name, Owner: d.Owner,
		CreatedDate: timestamp(v.Created), Status: status,
		DocumentVersion: strconv.Itoa(v.Number), Description: v.content.Description,
		PlatformTypes: v.content.Platforms(), DocumentType: "Command", SchemaVersion: v.content.SchemaVersion,
		LatestVersion: strconv.Itoa(d.latest().Number), DefaultVersion: strconv.Itoa(d.Default),
		DocumentFormat: v.Format, TargetType: d.TargetType, Tags: tagsOf(d),
	}
	for _, p := range v.content.Parameters {
		out.Parameters = append(out.Parameters, documentParameter{
			Name: p.Name, Type: p.Type, Description: p.Description, DefaultValue: defaultText(p.Default),
		})
	}
	return out
}

func defaultText(value any) string {
	if s, found := value.(string); found || value == nil {
		return s
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return "" // values come from JSON: can't fail
	}
	return string(encoded)
}

// readDocumentInput is of DescribeDocument and GetDocument.
type readDocumentInput struct{ Name, DocumentVersion, VersionName, DocumentFormat string }

func (in *readDocumentInput) check(c *checker) {
	c.required("name", in.Name)
	c.pattern("name", in.Name, documentARN)
	c.pattern("documentVersion", in.DocumentVersion, documentVersion)
	c.pattern("versionName", in.VersionName, versionName)
	c.oneOf("documentFormat", in.DocumentFormat, documentFormats...)
}

func (s *Service) read(c *gateway.Call, in *readDocumentInput) (*Document, *Version, *apierr.Error) {
	d, refused := s.find(c.Place, in.Name)
	if refused != nil {
		return nil, nil, refused
	}
	v, refused := d.version(in.DocumentVersion, in.VersionName)
	return d, v, refused
}

func (s *Service) describeDocument(c *gateway.Call, in *readDocumentInput) (any, *apierr.Error) {
	d, v, refused := s.read(c, in)
	if refused != nil {
		return nil, refused
	}
	return struct{ Document documentDescription }{d.describe(v, "Active")}, nil
}

type gotDocument struct {
	Name            string
	CreatedDate     timestamp
	DisplayName     string `json:",omitempty"`
	VersionName     string `json:",omitempty"`
	DocumentVersion string
	Status          string
	Content         string
	DocumentType    string
	DocumentFormat  document.Format
}

// getDocument gives the text in JSON, whatever it was created in, unless the
// call asks for YAML (API reference: "JSON is the default format").
func (s *Service) getDocument(c *gateway.Call, in *readDocumentInput) (any, *apierr.Error) {
	d, v, refused := s.read(c, in)
	if refused != nil {
		return nil, refused
	}
	format := document.JSON
	if in.DocumentFormat != "" {
		format = document.Format(in.DocumentFormat)
	}
	text, refused := document.Convert(v.Format, v.Text, format)
	if refused != nil {
		return nil, refused
	}
	return gotDocument{
		Name: d.Name, CreatedDate: timestamp(v.Created), DisplayName: v.DisplayName, VersionName: v.Name,
		DocumentVersion: strconv.Itoa(v.Number), Status: "Active", Content: text,
		DocumentType: "Command", DocumentFormat: format,
	}, nil
}
