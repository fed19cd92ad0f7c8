package policy_test

import (
	"strings"
	"testing"

	"patchline/internal/policy"
)

const account = "111122223333"

func parse(t *testing.T, statements string) policy.Document {
	t.Helper()
	d, err := policy.Parse([]byte(`{"Version": "2012-10-17", "Statement": [` + statements + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDecisionsAreIAMs(t *testing.T) {
	const (
		own     = `{"Sid": "own", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/${aws:userid}/*"}`
		tagged  = `{"Sid": "tagged", "Effect": "Allow", "Action": ["ec2:Start*"], "Resource": "*", "Condition": {"StringLike": {"aws:ResourceTag/Group": ["prod-*"]}}}`
		tags    = `{"Sid": "tags", "Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}}`
		notHere = `{"Sid": "not", "Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*/x", "Condition": {"ArnNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/other"}}}`
	)
	for name, test := range map[string]struct {
		statements string
		request    policy.Request
		allowed    bool
	}{
		"nothing is allowed by itself":     {own, policy.Request{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/AROA:i-1/x"}, false},
		"a variable is the caller's value": {own, policy.Request{Action: "s3:PutObject", Resource: "arn:aws:s3:::b/AROA:i-1/y"}, true},
		"and nobody else's":                {own, policy.Request{Action: "s3:PutObject", Resource: "arn:aws:s3:::b/AROA:i-2/y"}, false},
		"a star goes over slashes":         {own, policy.Request{Action: "s3:PutObject", Resource: "arn:aws:s3:::b/AROA:i-1/y/z"}, true},
		"an action is known in any case":   {own, policy.Request{Action: "S3:putobject", Resource: "arn:aws:s3:::b/AROA:i-1/y"}, true},
		"a condition that holds":           {tagged, policy.Request{Action: "ec2:StartInstances", Resource: "x", Context: policy.Context{"aws:ResourceTag/Group": {"prod-1"}}}, true},
		"a condition that does not":        {tagged, policy.Request{Action: "ec2:StartInstances", Resource: "x", Context: policy.Context{"aws:ResourceTag/Group": {"test-1"}}}, false},
		"a condition on what is not there": {tagged, policy.Request{Action: "ec2:StartInstances", Resource: "x"}, false},
		"every tag must be among those":    {tags, policy.Request{Action: "ec2:CreateTags", Resource: "x", Context: policy.Context{"aws:TagKeys": {"a", "c"}}}, false},
		"all of them are":                  {tags, policy.Request{Action: "ec2:CreateTags", Resource: "x", Context: policy.Context{"aws:TagKeys": {"a", "b"}}}, true},
		"no tag is among any":              {tags, policy.Request{Action: "ec2:CreateTags", Resource: "x"}, true},
		"a denial wins":                    {own + "," + notHere, policy.Request{Action: "s3:PutObject", Resource: "arn:aws:s3:::b/AROA:i-1/x"}, false},
		"a folder is not what is in it":    {own, policy.Request{Action: "s3:PutObject", Resource: "arn:aws:s3:::b/AROA:i-1"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			caller := policy.Caller{Account: account, ARN: "arn:aws:iam::111122223333:role/r", UserID: "AROA:i-1", Policies: []policy.Document{parse(t, test.statements)}}
			if got := policy.Decide(caller, policy.Document{}, account, test.request); got.Allowed != test.allowed {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestAcrossAccountsBothSidesMustAllow(t *testing.T) {
	const request, resource = "s3:GetObject", "arn:aws:s3:::b/k"
	identity := parse(t, `{"Sid": "i", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}`)
	bucket := parse(t, `{"Sid": "b", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": "s3:*", "Resource": "*"}`)
	for name, test := range map[string]struct {
		own     []policy.Document
		bucket  policy.Document
		allowed bool
	}{
		"both":          {[]policy.Document{identity}, bucket, true},
		"the role only": {[]policy.Document{identity}, policy.Document{}, false},
		"the bucket":    {nil, bucket, false},
	} {
		t.Run(name, func(t *testing.T) {
			caller := policy.Caller{Account: "444455556666", ARN: "arn:aws:iam::444455556666:role/r", Policies: test.own}
			if got := policy.Decide(caller, test.bucket, account, policy.Request{Action: request, Resource: resource}); got.Allowed != test.allowed {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestWhatIsNotUnderstoodIsNotRead(t *testing.T) {
	for name, text := range map[string]string{
		"NotAction":               `{"Version": "2012-10-17", "Statement": [{"Sid": "x", "Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}]}`,
		"operator NumericLess":    `{"Version": "2012-10-17", "Statement": [{"Sid": "x", "Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"NumericLess": {"k": "1"}}}]}`,
		"no variable":             `{"Version": "2012-10-17", "Statement": [{"Sid": "x", "Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"k": "${aws:userid}"}}}]}`,
		"its effect is \"allow\"": `{"Version": "2012-10-17", "Statement": [{"Sid": "x", "Effect": "allow", "Action": "s3:*", "Resource": "*"}]}`,
		"Version is \"2008":       `{"Version": "2008-10-17", "Statement": []}`,
		"no Sid":                  `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}`,
		"not a policy":            `[]`,
	} {
		_, err := policy.Parse([]byte(text))
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestATemplateIsFilledInAsTerraformDoes(t *testing.T) {
	got, err := policy.Fill(`{"a": "${x}/$${aws:userid}", "b": ${y}}`, policy.Values{"x": "1", "y": `["z"]`})
	if want := `{"a": "1/${aws:userid}", "b": ["z"]}`; got != want || err != nil {
		t.Errorf("got %s, %v", got, err)
	}
	for _, bad := range []string{`${z}`, `${x + 1}`, `%{ if x }`} {
		if _, err := policy.Fill(bad, policy.Values{"x": "1"}); err == nil {
			t.Errorf("%s was filled in", bad)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`{"Version": "2012-10-17", "Statement": [{"Sid": "x", "Effect": "Allow", "Principal": "*", "Action": ["s3:*"], "Resource": "*"}]}`)
	f.Fuzz(func(_ *testing.T, text string) {
		if d, err := policy.Parse([]byte(text)); err == nil {
			policy.Decide(policy.Caller{Policies: []policy.Document{d}}, d, account, policy.Request{Action: "s3:GetObject", Resource: "x"})
		}
	})
}
