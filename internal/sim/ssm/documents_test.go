package ssm_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	client "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// content is a document that differs by its description.
func content(description string) *string {
	return aws.String(fmt.Sprintf(`{"schemaVersion":"2.2","description":%q,"mainSteps":%s}`, description, oneStep))
}

const content12 = `{"schemaVersion":"1.2","runtimeConfig":{"aws:runPowerShellScript":{"properties":[{"id":"0.aws:runPowerShellScript","runCommand":["hi"]}]}}}`

func TestADocumentsLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		name := aws.String("Life")
		created, err := r.CreateDocument(t.Context(), &client.CreateDocumentInput{
			Name: name, Content: content("one"), DocumentType: types.DocumentTypeCommand, VersionName: aws.String("v1"),
			Tags: []types.Tag{{Key: aws.String("Team"), Value: aws.String("a")}},
		})
		if err != nil {
			t.Fatal(err)
		}
		d := created.DocumentDescription
		if d.Status != types.DocumentStatusCreating || *d.Owner != account || *d.DocumentVersion != "1" || d.HashType != types.DocumentHashTypeSha256 ||
			len(*d.Hash) != 64 || !slices.Equal(d.PlatformTypes, []types.PlatformType{"Windows", "Linux", "MacOS"}) || *d.SchemaVersion != "2.2" {
			t.Errorf("created: %+v", d)
		}
		for n := 2; n <= 3; n++ {
			updated, err := r.UpdateDocument(t.Context(), &client.UpdateDocumentInput{
				Name: name, Content: content(fmt.Sprint(n)), DocumentVersion: aws.String("$LATEST"), VersionName: aws.String(fmt.Sprint("v", n)),
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := updated.DocumentDescription; *got.DocumentVersion != fmt.Sprint(n) || *got.DefaultVersion != "1" || *got.LatestVersion != fmt.Sprint(n) {
				t.Errorf("updated: %+v", got)
			}
		}
		versionOf := func(version, versionName string) string {
			in := &client.DescribeDocumentInput{Name: name}
			if version != "" {
				in.DocumentVersion = &version
			}
			if versionName != "" {
				in.VersionName = &versionName
			}
			out, err := r.DescribeDocument(t.Context(), in)
			if err != nil {
				return code(err)
			}
			return *out.Document.DocumentVersion
		}
		if _, err := r.UpdateDocumentDefaultVersion(t.Context(), &client.UpdateDocumentDefaultVersionInput{Name: name, DocumentVersion: aws.String("2")}); err != nil {
			t.Fatal(err)
		}
		for _, test := range [][3]string{
			{"", "", "2"}, {"$DEFAULT", "", "2"}, {"$LATEST", "", "3"}, {"1", "", "1"}, {"", "v1", "1"}, {"3", "v3", "3"},
			{"3", "v1", "InvalidDocumentVersion"}, {"9", "", "InvalidDocumentVersion"}, {"", "v9", "InvalidDocumentVersion"},
		} {
			if got := versionOf(test[0], test[1]); got != test[2] {
				t.Errorf("version %q, name %q: got %s, want %s", test[0], test[1], got, test[2])
			}
		}
		if _, err := r.DeleteDocument(t.Context(), &client.DeleteDocumentInput{Name: name, DocumentVersion: aws.String("2")}); code(err) != "InvalidDocumentOperation" {
			t.Errorf("the default version could be deleted: %v", err)
		}
		if _, err := r.DeleteDocument(t.Context(), &client.DeleteDocumentInput{Name: name, DocumentVersion: aws.String("3")}); err != nil {
			t.Error(err)
		}
		updated, err := r.UpdateDocument(t.Context(), &client.UpdateDocumentInput{Name: name, Content: content("3"), DocumentVersion: aws.String("2")})
		if err != nil || *updated.DocumentDescription.DocumentVersion != "4" {
			t.Errorf("a deleted version's number was given again: %+v %v", updated, err)
		}
		listed, err := r.ListDocumentVersions(t.Context(), &client.ListDocumentVersionsInput{Name: name, MaxResults: aws.Int32(2)})
		if err != nil || len(listed.DocumentVersions) != 2 || *listed.DocumentVersions[0].DocumentVersion != "4" || listed.NextToken == nil {
			t.Errorf("versions: %+v %v", listed, err)
		}
		listed, err = r.ListDocumentVersions(t.Context(), &client.ListDocumentVersionsInput{Name: name, NextToken: listed.NextToken})
		if err != nil || len(listed.DocumentVersions) != 1 || *listed.DocumentVersions[0].VersionName != "v1" || listed.NextToken != nil {
			t.Errorf("the second page: %+v %v", listed, err)
		}
		if _, err := r.DeleteDocument(t.Context(), &client.DeleteDocumentInput{Name: name}); err != nil {
			t.Fatal(err)
		}
		if got := versionOf("", ""); got != "InvalidDocument" {
			t.Errorf("after all: %s", got)
		}
	})
}

func TestWhatDocumentActionsRefuse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		create := func(name, content string, more ...func(*client.CreateDocumentInput)) error {
			in := &client.CreateDocumentInput{Name: &name, Content: &content, DocumentType: types.DocumentTypeCommand}
			for _, do := range more {
				do(in)
			}
			_, err := r.CreateDocument(t.Context(), in)
			return err
		}
		update := func(name, content, version, versionName string) error {
			in := &client.UpdateDocumentInput{Name: &name, Content: &content}
			if version != "" {
				in.DocumentVersion = &version
			}
			if versionName != "" {
				in.VersionName = &versionName
			}
			_, err := r.UpdateDocument(t.Context(), in)
			return err
		}
		if err := create("Doc", *content("one"), func(in *client.CreateDocumentInput) { in.VersionName = aws.String("v1") }); err != nil {
			t.Fatal(err)
		}
		if err := update("Doc", *content("two"), "$LATEST", "v2"); err != nil {
			t.Fatal(err)
		}
		if err := create("Old", content12); err != nil {
			t.Fatal(err)
		}
		for name, test := range map[string]struct {
			err  error
			want string
		}{
			"a name that is taken":                      {create("Doc", *content("x")), "DocumentAlreadyExists"},
			"a name of two letters":                     {create("ab", *content("x")), "ValidationException"},
			"a name with a space":                       {create("a b c", *content("x")), "ValidationException"},
			"a name that begins with aws":               {create("AwsThing", *content("x")), "ValidationException"},
			"a name that begins with amazon":            {create("AMAZON-x", *content("x")), "ValidationException"},
			"a name that begins with amzn":              {create("amzn", *content("x")), "ValidationException"},
			"a name of 129 letters":                     {create(strings.Repeat("a", 129), *content("x")), "ValidationException"},
			"content that is no JSON":                   {create("Bad", "{"), "InvalidDocumentContent"},
			"YAML where JSON is said":                   {create("Bad", "schemaVersion: '2.2'"), "InvalidDocumentContent"},
			"content of 65 KB":                          {create("Bad", *content(strings.Repeat("x", 65<<10))), "MaxDocumentSizeExceeded"},
			"an automation schema":                      {create("Bad", `{"schemaVersion":"0.3"}`), "InvalidDocumentSchemaVersion"},
			"TEXT":                                      {create("Bad", "x", func(in *client.CreateDocumentInput) { in.DocumentFormat = types.DocumentFormatText }), "InvalidDocumentContent"},
			"schema 2.2 without a document type":        {create("Bad", *content("x"), func(in *client.CreateDocumentInput) { in.DocumentType = "" }), "InvalidDocumentSchemaVersion"},
			"another document type":                     {create("Bad", *content("x"), func(in *client.CreateDocumentInput) { in.DocumentType = types.DocumentTypeAutomation }), "ValidationException"},
			"a document type that is none":              {create("Bad", *content("x"), func(in *client.CreateDocumentInput) { in.DocumentType = "Foo" }), "ValidationException"},
			"an update of a document that there is not": {update("Nope", *content("x"), "$LATEST", ""), "InvalidDocument"},
			"an update to what is there":                {update("Doc", *content("one"), "$LATEST", ""), "DuplicateDocumentContent"},
			"an update under a used version name":       {update("Doc", *content("x"), "$LATEST", "v1"), "DuplicateDocumentVersionName"},
			"an update of an older version":             {update("Doc", *content("x"), "1", ""), "InvalidDocumentVersion"},
			"an update of the default, which is older":  {update("Doc", *content("x"), "$DEFAULT", ""), "InvalidDocumentVersion"},
			"an update of a version that there is not":  {update("Doc", *content("x"), "7", ""), "InvalidDocumentVersion"},
			"an update of schema 1.2":                   {update("Old", *content("x"), "$LATEST", ""), "InvalidDocumentSchemaVersion"},
			"an update to schema 1.2":                   {update("Doc", content12, "$LATEST", ""), "InvalidDocumentSchemaVersion"},
			"an update of Amazon's document":            {update("AWS-RunPowerShellScript", *content("x"), "$LATEST", ""), "InvalidDocumentOperation"},
			"an update with a format that is none":      {update("Doc", *content("x"), "latest", ""), "ValidationException"},
		} {
			if code(test.err) != test.want {
				t.Errorf("%s: got %v, want %s", name, test.err, test.want)
			}
		}
		if _, err := r.DeleteDocument(t.Context(), &client.DeleteDocumentInput{Name: aws.String("AWS-RunPowerShellScript")}); code(err) != "InvalidDocumentOperation" {
			t.Errorf("Amazon's document could be deleted: %v", err)
		}
	})
}

func TestTheQuotasOfDocuments(t *testing.T) {
	r := newRig(t)
	for n := range 500 {
		r.document(fmt.Sprintf("Doc-%d", n), oneStep)
	}
	_, err := r.CreateDocument(t.Context(), &client.CreateDocumentInput{Name: aws.String("Doc-500"), Content: content("x"), DocumentType: types.DocumentTypeCommand})
	if code(err) != "DocumentLimitExceeded" {
		t.Errorf("the 501st document: %v", err)
	}
	for n := 2; n <= 1000; n++ {
		if _, err := r.UpdateDocument(t.Context(), &client.UpdateDocumentInput{Name: aws.String("Doc-0"), Content: content(fmt.Sprint(n)), DocumentVersion: aws.String("$LATEST")}); err != nil {
			t.Fatal(err)
		}
	}
	_, err = r.UpdateDocument(t.Context(), &client.UpdateDocumentInput{Name: aws.String("Doc-0"), Content: content("x"), DocumentVersion: aws.String("$LATEST")})
	if code(err) != "DocumentVersionLimitExceeded" {
		t.Errorf("the 1,001st version: %v", err)
	}
}

func TestADocumentCanBeReadInBothFormats(t *testing.T) {
	r := newRig(t)
	yaml := "schemaVersion: '2.2'\ndescription: a <b> & c\nmainSteps:\n  - action: aws:runPowerShellScript\n    name: run\n    inputs:\n      runCommand:\n        - |\n          one\n          two\n"
	if _, err := r.CreateDocument(t.Context(), &client.CreateDocumentInput{
		Name: aws.String("Yaml"), Content: &yaml, DocumentType: types.DocumentTypeCommand, DocumentFormat: types.DocumentFormatYaml,
	}); err != nil {
		t.Fatal(err)
	}
	get := func(format types.DocumentFormat) *client.GetDocumentOutput {
		out, err := r.GetDocument(t.Context(), &client.GetDocumentInput{Name: aws.String("Yaml"), DocumentFormat: format})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := get(types.DocumentFormatYaml); *got.Content != yaml {
		t.Errorf("as YAML: %q", *got.Content)
	}
	got := get("")
	var tree struct {
		Description string
		MainSteps   []struct{ Inputs map[string][]string }
	}
	if err := json.Unmarshal([]byte(*got.Content), &tree); err != nil || got.DocumentFormat != types.DocumentFormatJson ||
		tree.Description != "a <b> & c" || tree.MainSteps[0].Inputs["runCommand"][0] != "one\ntwo\n" {
		t.Errorf("as JSON: %q %v", *got.Content, err)
	}
}

func TestListDocumentsFiltersAndPages(t *testing.T) {
	r := newRig(t)
	for _, name := range []string{"Team-A", "Team-B", "Other"} {
		r.document(name, oneStep)
	}
	if _, err := r.AddTagsToResource(t.Context(), &client.AddTagsToResourceInput{
		ResourceType: types.ResourceTypeForTaggingDocument, ResourceId: aws.String("Team-B"), Tags: []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}},
	}); err != nil {
		t.Fatal(err)
	}
	filter := func(key string, values ...string) types.DocumentKeyValuesFilter {
		return types.DocumentKeyValuesFilter{Key: &key, Values: values}
	}
	list := func(size int32, filters ...types.DocumentKeyValuesFilter) (names []string) {
		pages := client.NewListDocumentsPaginator(r, &client.ListDocumentsInput{Filters: filters, MaxResults: &size})
		for pages.HasMorePages() {
			page, err := pages.NextPage(t.Context())
			if err != nil {
				return []string{code(err)}
			}
			if len(page.DocumentIdentifiers) > int(size) {
				t.Errorf("a page of %d", len(page.DocumentIdentifiers))
			}
			for _, d := range page.DocumentIdentifiers {
				names = append(names, *d.Name)
			}
		}
		return names
	}
	amazon := []string{"AWS-RunPowerShellScript", "AWS-RunShellScript", "AWS-UpdateSSMAgent", "AWSEC2-CreateVssSnapshot", "AWSEC2-VssInstallAndSnapshot"}
	for name, test := range map[string]struct {
		filters []types.DocumentKeyValuesFilter
		want    []string
	}{
		"those of Amazon":         {[]types.DocumentKeyValuesFilter{filter("Owner", "Amazon")}, amazon},
		"by the name's beginning": {[]types.DocumentKeyValuesFilter{filter("Name", "Team-", "Oth")}, []string{"Other", "Team-A", "Team-B"}},
		"own ones by name":        {[]types.DocumentKeyValuesFilter{filter("Owner", "Self"), filter("Name", "AWS", "Other")}, []string{"Other"}},
		"by tag":                  {[]types.DocumentKeyValuesFilter{filter("tag:k", "v")}, []string{"Team-B"}},
		"by platform":             {[]types.DocumentKeyValuesFilter{filter("PlatformTypes", "Windows"), filter("Name", "AWS-Run")}, amazon[:1]},
		"of a type that is none":  {[]types.DocumentKeyValuesFilter{filter("DocumentType", "Automation")}, nil},
		"by a key that is none":   {[]types.DocumentKeyValuesFilter{filter("Colour", "red")}, []string{"InvalidFilterKey"}},
	} {
		for _, size := range []int32{1, 2, 50} {
			if got := list(size, test.filters...); !slices.Equal(got, test.want) {
				t.Errorf("%s, in pages of %d: got %q, want %q", name, size, got, test.want)
			}
		}
	}
	_, err := r.ListDocuments(t.Context(), &client.ListDocumentsInput{NextToken: aws.String("x")})
	if code(err) != "InvalidNextToken" {
		t.Errorf("a token that is none: %v", err)
	}
}

func TestADocumentThatNobodyCreatedGivesWay(t *testing.T) {
	r := newRig(t)
	name := aws.String("Patchline-Confirm-Update")
	if _, err := r.UpdateDocument(t.Context(), &client.UpdateDocumentInput{Name: aws.String("Patchline-Compare-Update"), Content: content("new"), DocumentVersion: aws.String("$LATEST")}); err != nil {
		t.Errorf("updating one: %v", err)
	}
	in := &client.CreateDocumentInput{Name: name, Content: content("real"), DocumentType: types.DocumentTypeCommand}
	if _, err := r.CreateDocument(t.Context(), in); err != nil {
		t.Errorf("creating another in its place: %v", err)
	}
	if _, err := r.CreateDocument(t.Context(), in); code(err) != "DocumentAlreadyExists" {
		t.Errorf("creating it once more: %v", err)
	}
	out, err := r.DescribeDocument(t.Context(), &client.DescribeDocumentInput{Name: name})
	if err != nil || *out.Document.Description != "real" {
		t.Errorf("got %+v %v", out, err)
	}
}

func TestTagsOfDocuments(t *testing.T) {
	r := newRig(t)
	r.document("Doc", oneStep)
	kind, doc := types.ResourceTypeForTaggingDocument, aws.String("Doc")
	if _, err := r.AddTagsToResource(t.Context(), &client.AddTagsToResourceInput{ResourceType: kind, ResourceId: doc, Tags: []types.Tag{
		{Key: aws.String("a"), Value: aws.String("1")}, {Key: aws.String("b"), Value: aws.String("")},
	}}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.RemoveTagsFromResource(t.Context(), &client.RemoveTagsFromResourceInput{ResourceType: kind, ResourceId: doc, TagKeys: []string{"a", "zz"}}); err != nil {
		t.Fatal(err)
	}
	out, err := r.ListTagsForResource(t.Context(), &client.ListTagsForResourceInput{ResourceType: kind, ResourceId: doc})
	if err != nil || len(out.TagList) != 1 || *out.TagList[0].Key != "b" || *out.TagList[0].Value != "" {
		t.Errorf("got %+v %v", out, err)
	}
	if _, err := r.ListTagsForResource(t.Context(), &client.ListTagsForResourceInput{ResourceType: kind, ResourceId: aws.String("Nope")}); code(err) != "InvalidResourceId" {
		t.Errorf("a document that there is not: %v", err)
	}
	if _, err := r.ListTagsForResource(t.Context(), &client.ListTagsForResourceInput{ResourceType: "Parameter", ResourceId: doc}); code(err) != "InvalidResourceType" {
		t.Errorf("another type: %v", err)
	}
}
