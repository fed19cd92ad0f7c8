package ssm

import (
	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/ssm/document"
)

// maxDocuments is the quota of documents in an account and Region.
const maxDocuments = 500

// The enumerations of the model.
var (
	documentTypes = []string{
		"Command", "Policy", "Automation", "Session", "Package", "ApplicationConfiguration",
		"ApplicationConfigurationSchema", "DeploymentStrategy", "ChangeCalendar", "Automation.ChangeTemplate",
		"ProblemAnalysis", "ProblemAnalysisTemplate", "CloudFormation", "ConformancePackTemplate", "QuickSetup",
		"ManualApprovalPolicy", "AutoApprovalPolicy",
	}
	documentFormats = []string{"YAML", "JSON", "TEXT"}
)

type createDocumentInput struct {
	Name, Content, DisplayName, VersionName, DocumentType, DocumentFormat, TargetType string

	Tags        []tag
	Attachments []struct{}
	Requires    []struct{}
}

func (in *createDocumentInput) check(c *checker) {
	c.required("content", in.Content)
	c.required("name", in.Name)
	c.pattern("name", in.Name, documentName)
	c.oneOf("documentType", in.DocumentType, documentTypes...)
	c.oneOf("documentFormat", in.DocumentFormat, documentFormats...)
	checkVersionFields(c, in.DisplayName, in.VersionName, in.TargetType)
	checkTags(c, in.Tags)
}

func checkVersionFields(c *checker, display, version, target string) {
	c.length("displayName", display, 0, 1024)
	c.pattern("displayName", display, displayName)
	c.pattern("versionName", version, versionName)
	c.length("targetType", target, 0, 200)
	c.pattern("targetType", target, targetType)
}

func (s *Service) createDocument(c *gateway.Call, in *createDocumentInput) (any, *apierr.Error) {
	if prefixes := document.Reserved(in.Name); prefixes != "" {
		return nil, apierr.New("ValidationException", "Document name %s begins with a reserved prefix: %s.", in.Name, prefixes)
	}
	if in.DocumentType != "" && in.DocumentType != "Command" {
		return nil, apierr.New("ValidationException", "Documents of type %s are not simulated by this stand-in, only Command.", in.DocumentType)
	}
	if len(in.Attachments) > 0 || len(in.Requires) > 0 {
		return nil, apierr.New("ValidationException", "Attachments and Requires are not simulated by this stand-in.")
	}
	l := s.library(c.Place)
	if existing := l.byName[in.Name]; existing != nil && !existing.Provided {
		return nil, apierr.New("DocumentAlreadyExists", "Document with name %s already exists.", in.Name)
	}
	v, refused := parseVersion(in.DocumentFormat, in.Content)
	if refused != nil {
		return nil, refused
	}
	if in.DocumentType == "" && v.content.Updatable() {
		return nil, apierr.New("InvalidDocumentSchemaVersion", "Document type is required for schema version %s", v.content.SchemaVersion)
	}
	if l.created() >= maxDocuments {
		return nil, apierr.New("DocumentLimitExceeded", "You can have at most %d active SSM documents.", maxDocuments)
	}
	v.Name, v.DisplayName, v.Created = in.VersionName, in.DisplayName, s.world.Now()
	d := newDocument(in.Name, c.Place.Account, v)
	d.TargetType = in.TargetType
	for _, t := range in.Tags {
		d.Tags.Set(t.Key, t.Value)
	}
	l.add(d)
	return describedDocument{d.describe(v, "Creating")}, nil
}

// parseVersion checks a text in the format that a call names, JSON by default.
func parseVersion(format, text string) (*Version, *apierr.Error) {
	v := &Version{Format: document.JSON, Text: text}
	if format != "" {
		v.Format = document.Format(format)
	}
	var refused *apierr.Error
	v.content, refused = document.Parse(v.Format, text)
	return v, refused
}

// created counts the documents that someone created.
func (l *library) created() int {
	n := 0
	for _, d := range l.byName {
		if !d.Provided {
			n++
		}
	}
	return n
}

// describedDocument is the answer of CreateDocument and UpdateDocument.
type describedDocument struct{ DocumentDescription documentDescription }
