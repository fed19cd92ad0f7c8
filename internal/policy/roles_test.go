package policy_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"patchline/internal/policy"
)

func TestPoliciesHaveRoomInIAM(t *testing.T) {
	// IAM User Guide, "IAM and AWS STS quotas": characters of a managed policy,
	// without white space. S3 User Guide: 20 KB of a bucket's.
	const managed, ofBucket = 6144, 20 << 10
	p := deployed(t)
	for name, test := range map[string]struct {
		policy policy.Document
		most   int
	}{
		"Jenkins' role":   {p.Jenkins, managed},
		"a target's role": {p.Targets[otherAccount], managed},
		"an instance":     {p.Instance, managed},
		"the bucket":      {p.Bucket, ofBucket},
	} {
		body, err := json.Marshal(test.policy)
		if err != nil {
			t.Fatal(err)
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, body); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d of %d characters", name, compact.Len(), test.most)
		if compact.Len() > test.most {
			t.Errorf("the policy of %s has %d characters, and IAM takes %d", name, compact.Len(), test.most)
		}
	}
}

func TestAcrossAccountsJenkinsAloneAssumesTheTarget(t *testing.T) {
	p := deployed(t)
	target := deployment().Targets[otherAccount]
	for who, caller := range callers(t, p) {
		got := p.Ask(caller, policy.Request{Action: "sts:AssumeRole", Resource: target})
		if got.Allowed != (who == "Jenkins") {
			t.Errorf("%s may: %v", who, got.Allowed)
		}
	}
	elsewhere := policy.Request{Action: "sts:AssumeRole", Resource: target + "-admin"}
	if p.Ask(callers(t, p)["Jenkins"], elsewhere).Allowed {
		t.Error("Jenkins may assume a role that it was not given")
	}
}
