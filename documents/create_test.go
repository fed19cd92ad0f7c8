package documents_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"patchline/internal/sim"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/simtest"
)

func client(t *testing.T) *ssm.Client {
	t.Helper()
	s, err := sim.New(t.Context(), sim.Options{Fleet: fleet.Default(), Unlimited: true})
	if err != nil {
		t.Fatal(err)
	}
	return ssm.NewFromConfig(simtest.Config(s, sim.Account, "eu-central-1"))
}

// Both schemas, as Terraform or a person would create them, by the SDK.
func TestCreateDocumentTakesEveryBuiltDocument(t *testing.T) {
	c := client(t)
	for _, schema := range []struct{ pattern, version, suffix string }{
		{"dist/*.json", "2.2", ""},
		{"dist/schema-1.2/*.json", "1.2", "-12"},
	} {
		files, err := filepath.Glob(schema.pattern)
		if err != nil || len(files) < 8 {
			t.Fatalf("%s: %q, %v", schema.pattern, files, err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name := strings.TrimSuffix(filepath.Base(file), ".json") + schema.suffix
			out, err := c.CreateDocument(t.Context(), &ssm.CreateDocumentInput{
				Name: &name, Content: aws.String(string(content)), DocumentType: types.DocumentTypeCommand, DocumentFormat: types.DocumentFormatJson,
			})
			if err != nil {
				t.Errorf("%s: %v", file, err)
				continue
			}
			d := out.DocumentDescription
			if got := aws.ToString(d.SchemaVersion); got != schema.version || (schema.version == "1.2") != (len(d.Parameters) == 0) {
				t.Errorf("%s: schema %s with %d parameters", file, got, len(d.Parameters))
			}
		}
	}
}

// What a build lets through that CreateDocument would refuse has to be seen by
// docgen first; this shows that the stand-in looks at all.
func TestCreateDocumentRefusesADocumentThatWasChangedByHand(t *testing.T) {
	c := client(t)
	content, err := os.ReadFile("dist/Patchline-Compare-Update.json")
	if err != nil {
		t.Fatal(err)
	}
	for old, replacement := range map[string]string{
		"'{{ Store }}'":                      "'{{ Stores }}'",
		`"allowedPattern": "^s3:`:            `"allowedPattern": "^(s3:`,
		`"action": "aws:runPowerShellScript`: `"action": "aws:runPowershellScript`,
	} {
		changed := strings.Replace(string(content), old, replacement, 1)
		if changed == string(content) || !json.Valid([]byte(changed)) {
			t.Fatalf("there is no %q", old)
		}
		_, err := c.CreateDocument(t.Context(), &ssm.CreateDocumentInput{
			Name: aws.String("Patchline-Changed"), Content: &changed, DocumentType: types.DocumentTypeCommand,
		})
		if err == nil {
			t.Errorf("it took the document with %s", replacement)
		}
	}
}
