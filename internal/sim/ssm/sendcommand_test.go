package ssm_test

import (
	"maps"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	client "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"patchline/internal/sim/world"
)

const withParameters = `{"schemaVersion":"2.2","parameters":{
	"Mode":{"type":"String","allowedValues":["Scan","Install"],"default":"Scan"},
	"Run":{"type":"String","allowedPattern":"^[a-z]+$","maxChars":5},
	"Names":{"type":"StringList","default":[],"maxItems":2},
	"Deep":{"type":"Boolean","default":false}},
	"mainSteps":[{"action":"aws:runPowerShellScript","name":"run","inputs":{"runCommand":["{{ Run }}"]}}]}`

func TestWhatSendCommandRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(60)
		r.do(func() {
			r.instance(50).State = world.Stopped
			r.instance(51).State = world.Terminated
			r.instance(52).Agent.Installed = false
			r.instance(53).Windows = nil
		})
		if _, err := r.CreateDocument(t.Context(), &client.CreateDocumentInput{
			Name: aws.String("Doc"), Content: aws.String(withParameters), DocumentType: types.DocumentTypeCommand,
		}); err != nil {
			t.Fatal(err)
		}
		r.document("Windows-Only", `[{"action":"aws:psModule","name":"run","inputs":{}}]`)
		run := map[string][]string{"Run": {"abc"}}
		with := func(more map[string][]string) map[string][]string {
			out := map[string][]string{"Run": {"abc"}}
			maps.Copy(out, more)
			return out
		}
		for name, test := range map[string]struct {
			in   client.SendCommandInput
			code string
			says string
		}{
			"an instance that there is not, and the whole batch with it": {
				client.SendCommandInput{InstanceIds: []string{id(0), id(98), id(99)}, Parameters: run},
				"InvalidInstanceId", "Instances [[" + id(98) + ", " + id(99) + "]] not in a valid state for account " + account,
			},
			"a stopped instance":           {client.SendCommandInput{InstanceIds: []string{id(0), id(50)}, Parameters: run}, "InvalidInstanceId", "[[" + id(50) + "]]"},
			"a terminated instance":        {client.SendCommandInput{InstanceIds: []string{id(51)}, Parameters: run}, "InvalidInstanceId", ""},
			"an instance without an agent": {client.SendCommandInput{InstanceIds: []string{id(52)}, Parameters: run}, "InvalidInstanceId", ""},
			"an instance of a platform that the document is not for": {
				client.SendCommandInput{InstanceIds: []string{id(53)}, DocumentName: aws.String("Windows-Only")},
				"UnsupportedPlatformType", "Cannot perform operation for instance id " + id(53) + " of platform type Linux",
			},
			"the same instance twice":           {client.SendCommandInput{InstanceIds: []string{id(0), id(1), id(0)}, Parameters: run}, "DuplicateInstanceId", ""},
			"51 instances":                      {client.SendCommandInput{InstanceIds: ids(51), Parameters: run}, "ValidationException", "length less than or equal to 50"},
			"an id that is none":                {client.SendCommandInput{InstanceIds: []string{"i-1"}, Parameters: run}, "ValidationException", "1 validation error detected: Value '[i-1]' at 'instanceIds' failed to satisfy constraint"},
			"neither instances nor targets":     {client.SendCommandInput{Parameters: run}, "ValidationException", "InstanceIds or Targets"},
			"both instances and targets":        {client.SendCommandInput{InstanceIds: ids(1), Targets: patchTag, Parameters: run}, "ValidationException", "not both"},
			"six targets":                       {client.SendCommandInput{Targets: []types.Target{patchTag[0], patchTag[0], patchTag[0], patchTag[0], patchTag[0], patchTag[0]}, Parameters: run}, "ValidationException", "'targets'"},
			"a target of 51 values":             {client.SendCommandInput{Targets: []types.Target{{Key: aws.String("tag:a"), Values: make([]string, 51)}}, Parameters: run}, "ValidationException", "targets.1.member.values"},
			"a resource group":                  {client.SendCommandInput{Targets: []types.Target{{Key: aws.String("resource-groups:Name"), Values: []string{"a"}}}, Parameters: run}, "InvalidTarget", "not simulated"},
			"a key of targets that is none":     {client.SendCommandInput{Targets: []types.Target{{Key: aws.String("Name"), Values: []string{"a"}}}, Parameters: run}, "InvalidTarget", "tag:KEY"},
			"a time-out of 29 s":                {client.SendCommandInput{InstanceIds: ids(1), TimeoutSeconds: aws.Int32(29), Parameters: run}, "ValidationException", "Value '29' at 'timeoutSeconds' failed to satisfy constraint: Member must have value greater than or equal to 30"},
			"a time-out over 30 days":           {client.SendCommandInput{InstanceIds: ids(1), TimeoutSeconds: aws.Int32(2592001), Parameters: run}, "ValidationException", "less than or equal to 2592000"},
			"MaxConcurrency 0":                  {client.SendCommandInput{InstanceIds: ids(1), MaxConcurrency: aws.String("0"), Parameters: run}, "ValidationException", "maxConcurrency"},
			"MaxErrors 101%":                    {client.SendCommandInput{InstanceIds: ids(1), MaxErrors: aws.String("101%"), Parameters: run}, "ValidationException", "maxErrors"},
			"two wrong fields, counted":         {client.SendCommandInput{InstanceIds: ids(1), MaxErrors: aws.String("x"), MaxConcurrency: aws.String("y"), Parameters: run}, "ValidationException", "2 validation errors detected"},
			"a comment of 101 characters":       {client.SendCommandInput{InstanceIds: ids(1), Comment: aws.String(strings.Repeat("ä", 101)), Parameters: run}, "ValidationException", "comment"},
			"a document that there is not":      {client.SendCommandInput{InstanceIds: ids(1), DocumentName: aws.String("Nope")}, "InvalidDocument", ""},
			"a version that there is not":       {client.SendCommandInput{InstanceIds: ids(1), DocumentVersion: aws.String("2"), Parameters: run}, "InvalidDocumentVersion", ""},
			"another hash than the document's":  {client.SendCommandInput{InstanceIds: ids(1), DocumentHash: aws.String(strings.Repeat("0", 64)), Parameters: run}, "InvalidDocument", "hash"},
			"a parameter that is not declared":  {client.SendCommandInput{InstanceIds: ids(1), Parameters: with(map[string][]string{"X": {"1"}})}, "InvalidParameters", "Parameters provided in document are invalid or not supported."},
			"no value for a required parameter": {client.SendCommandInput{InstanceIds: ids(1)}, "InvalidParameters", "Run is required"},
			"a value that is not allowed":       {client.SendCommandInput{InstanceIds: ids(1), Parameters: with(map[string][]string{"Mode": {"Foo"}})}, "InvalidParameters", "allowedValues"},
			"a value outside of the pattern":    {client.SendCommandInput{InstanceIds: ids(1), Parameters: map[string][]string{"Run": {"a b"}}}, "InvalidParameters", "allowedPattern"},
			"a value that is too long":          {client.SendCommandInput{InstanceIds: ids(1), Parameters: map[string][]string{"Run": {"abcdef"}}}, "InvalidParameters", "maxChars"},
			"two values for a String":           {client.SendCommandInput{InstanceIds: ids(1), Parameters: map[string][]string{"Run": {"a", "b"}}}, "InvalidParameters", "one value"},
			"too many items of a list":          {client.SendCommandInput{InstanceIds: ids(1), Parameters: with(map[string][]string{"Names": {"a", "b", "c"}})}, "InvalidParameters", "items"},
			"a Boolean that is none":            {client.SendCommandInput{InstanceIds: ids(1), Parameters: with(map[string][]string{"Deep": {"yes"}})}, "InvalidParameters", "neither true nor false"},
			"64 KB with the parameters":         {client.SendCommandInput{InstanceIds: ids(1), Parameters: with(map[string][]string{"Names": {strings.Repeat("a", 64<<10)}})}, "MaxDocumentSizeExceeded", "64KB"},
		} {
			if test.in.DocumentName == nil {
				test.in.DocumentName = aws.String("Doc")
			}
			_, err := r.SendCommand(t.Context(), &test.in)
			if code(err) != test.code || !strings.Contains(message(err), test.says) {
				t.Errorf("%s: got %v, want %s with %q", name, err, test.code, test.says)
			}
		}
		out, err := r.ListCommands(t.Context(), &client.ListCommandsInput{})
		if err != nil || len(out.Commands) != 0 {
			t.Errorf("refused commands are listed: %v %v", out, err)
		}
	})
}

func TestSendCommandAnswersWithTheCommandAsItWasAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(2, func(i *world.Instance) { i.Agent.Lost = i.ID == id(1) })
		r.document("Doc", `[{"action":"aws:runPowerShellScript","name":"run","inputs":{"timeoutSeconds":"600","runCommand":[]}}]`)
		described, err := r.DescribeDocument(t.Context(), &client.DescribeDocumentInput{Name: aws.String("Doc")})
		if err != nil {
			t.Fatal(err)
		}
		out, err := r.SendCommand(t.Context(), &client.SendCommandInput{
			DocumentName: aws.String("arn:aws:ssm:eu-central-1:111122223333:document/Doc"), DocumentVersion: aws.String("$LATEST"),
			DocumentHash: described.Document.Hash, DocumentHashType: types.DocumentHashTypeSha256,
			InstanceIds: ids(2), TimeoutSeconds: aws.Int32(1200), Comment: aws.String("run-1 Doc 1"),
			OutputS3BucketName: aws.String("bucket"), OutputS3KeyPrefix: aws.String("out"),
			NotificationConfig: &types.NotificationConfig{NotificationArn: aws.String("arn:x")},
		})
		if err != nil {
			t.Fatal(err)
		}
		c := out.Command
		if len(*c.CommandId) != 36 || *c.DocumentName != "Doc" || *c.DocumentVersion != "$LATEST" || *c.Comment != "run-1 Doc 1" ||
			c.Status != types.CommandStatusPending || c.TargetCount != 2 || *c.MaxConcurrency != "50" || *c.MaxErrors != "0" ||
			*c.OutputS3BucketName != "bucket" || *c.TimeoutSeconds != 1200 || *c.NotificationConfig.NotificationArn != "arn:x" {
			t.Errorf("got %+v", c)
		}
		if got := c.ExpiresAfter.Sub(*c.RequestedDateTime).Minutes(); got != 30 {
			t.Errorf("expires %v minutes after the request, want TimeoutSeconds and the execution time-out: 30", got)
		}
	})
}
