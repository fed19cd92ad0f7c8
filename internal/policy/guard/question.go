package guard

import (
	"fmt"
	"maps"

	"patchline/internal/policy"
	"patchline/internal/sim/world"
)

// Fleet is what IAM knows of the resources that a call names.
type Fleet interface {
	// Tags are an instance's; nil where there is no such instance.
	Tags(place world.Place, instance string) map[string]string
	// Volumes are the ids of those that are attached to an instance.
	Volumes(place world.Place, instance string) []string
}

// asked is what IAM is asked for one call of an operation.
type asked func(c call, f Fleet, k policy.Keys) ([]policy.Request, error)

// questions has every operation that the binaries call. Another one is an
// error: add it, with what the Service Authorization Reference says of its
// resource types and condition keys.
var questions = map[string]asked{
	"ec2:CreateSnapshots":             createSnapshots,
	"ec2:DescribeInstanceStatus":      plain,
	"ec2:DescribeInstances":           plain,
	"ec2:DescribeSnapshots":           plain,
	"ec2:DescribeVolumes":             plain,
	"ec2:RebootInstances":             eachInstance,
	"ec2:StartInstances":              startInstances,
	"ec2:StopInstances":               eachInstance,
	"s3:GetObject":                    getObject,
	"s3:HeadObject":                   getObject, // the same right, and the same answers
	"s3:ListObjectsV2":                listObjects,
	"s3:PutObject":                    putObject,
	"ssm:CancelCommand":               plain,
	"ssm:DescribeDocument":            describeDocument,
	"ssm:DescribeInstanceInformation": plain,
	"ssm:ListCommandInvocations":      plain,
	"ssm:ListCommands":                plain,
	"ssm:SendCommand":                 sendCommand,
	"sts:AssumeRole":                  assumeRole,
	"sts:GetCallerIdentity":           nothing,
}

// requests says what IAM is asked for a call.
func (c call) requests(f Fleet, k policy.Keys) ([]policy.Request, error) {
	ask, known := questions[c.operation()]
	if !known {
		return nil, fmt.Errorf("nobody has said what IAM asks of %s: add it to questions", c.operation())
	}
	all, err := ask(c, f, k)
	for i := range all {
		context := policy.Context{"aws:SecureTransport": {"true"}}
		maps.Copy(context, all[i].Context)
		all[i].Context = context
	}
	return all, err
}

// plain is an action of the operation's name that knows no resources.
func plain(c call, _ Fleet, _ policy.Keys) ([]policy.Request, error) {
	return []policy.Request{{Action: c.operation(), Resource: "*"}}, nil
}

// nothing is for GetCallerIdentity, which needs no permission. Source: STS API
// Reference, "GetCallerIdentity".
func nothing(call, Fleet, policy.Keys) ([]policy.Request, error) { return nil, nil }

// assumeRole asks about the role; its trust policy is asked by Watch.
func assumeRole(c call, _ Fleet, _ policy.Keys) ([]policy.Request, error) {
	return []policy.Request{{Action: "sts:AssumeRole", Resource: c.form.Get("RoleArn")}}, nil
}
