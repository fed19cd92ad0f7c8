package policy_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"patchline/internal/policy"
)

// cmdlets of AWS Tools are what the documents may call, with what IAM is asked
// for each. Another one is an error here before it is one on an instance.
var cmdlets = map[string][]string{
	"Read-S3Object":         {"s3:GetObject", "s3:ListBucket"}, // the latter so that a missing object shows as missing
	"Write-S3Object":        {"s3:PutObject"},
	"Get-S3Object":          {"s3:ListBucket"},
	"Get-STSCallerIdentity": nil, // needs no permission
}

var (
	// A cmdlet of AWS Tools has its service's short name before its noun.
	cmdlet  = regexp.MustCompile(`\b[A-Z][a-z]+-(?:S3|STS|EC2|SSM|IAM|KMS|CW|CWL|ASM|SNS|SQS|DDB|LM|AWS)[A-Z]\w*`)
	defined = regexp.MustCompile(`(?m)^\s*function\s+([\w-]+)`)
	// A class of the SDK, called without a cmdlet.
	class = regexp.MustCompile(`\bAmazon\.\w+(?:\.\w+)+`)
)

// classes of the SDK that the documents may use: those of GetCallerIdentity.
var classes = []string{
	"Amazon.SecurityToken.AmazonSecurityTokenServiceClient",
	"Amazon.SecurityToken.Model.GetCallerIdentityRequest",
}

func TestInstancesMayDoWhatTheDocumentsCallAndNothingElse(t *testing.T) {
	text := scripts(t)
	own := map[string]bool{}
	for _, name := range defined.FindAllStringSubmatch(text, -1) {
		own[name[1]] = true
	}
	needed := map[string]bool{"kms:Decrypt": true, "kms:GenerateDataKey": true} // by S3, in the instance's name
	for _, name := range cmdlet.FindAllString(text, -1) {
		actions, known := cmdlets[name]
		if !known && !own[name] {
			t.Errorf("a document calls %s: say here, and in instance-store.json.tftpl, what it needs", name)
		}
		for _, action := range actions {
			needed[action] = true
		}
	}
	for _, name := range class.FindAllString(text, -1) {
		if !slices.Contains(classes, name) {
			t.Errorf("a document uses %s: say here, and in instance-store.json.tftpl, what it needs", name)
		}
	}
	allowed := map[string]bool{}
	for _, grant := range deployed(t).Instance.AllGrants() {
		allowed[grant.Action] = true
	}
	if !maps.Equal(needed, allowed) {
		t.Errorf("the documents need %v, and instances may %v", slices.Sorted(maps.Keys(needed)), slices.Sorted(maps.Keys(allowed)))
	}
}

// scripts is the text of all documents, without that of their tests.
func scripts(t *testing.T) string {
	t.Helper()
	const folder = "../../documents"
	var all strings.Builder
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "tests" || entry.Name() == "dist"):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(path, ".ps1"):
			return nil
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil || all.Len() == 0 {
		t.Fatalf("the documents in %s could not be read: %d bytes, %v", folder, all.Len(), err)
	}
	return all.String()
}

// Only what knows no resources is allowed on all of them.
func TestNoStatementIsForEverything(t *testing.T) {
	p := deployed(t)
	everywhere := []string{ // these know no resources (Service Authorization Reference)
		"ec2:DescribeInstanceStatus", "ec2:DescribeInstances", "ec2:DescribeSnapshots", "ec2:DescribeVolumes",
		"ssm:CancelCommand", "ssm:DescribeInstanceInformation", "ssm:ListCommandInvocations", "ssm:ListCommands",
	}
	for _, d := range []policy.Document{p.Jenkins, p.Targets[otherAccount], p.Instance} {
		for _, grant := range d.AllGrants() {
			if strings.Contains(grant.Action, "*") || grant.Resource == "*" && !slices.Contains(everywhere, grant.Action) {
				t.Errorf("%s allows %s on %s", grant.Sid, grant.Action, grant.Resource)
			}
		}
	}
}
