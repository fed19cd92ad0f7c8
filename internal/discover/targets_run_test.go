package discover_test

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/discover"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/simtest"
)

const spread = `
tags: {Group: all}
instances:
  - {name: home,  account: "111122223333", region: eu-central-1, windows: {version: "2022"}}
  - {name: west,  account: "111122223333", region: us-west-2,    windows: {version: "2022"}}
  - {name: other, account: "444455556666", region: eu-central-1, windows: {version: "2022"}}
  - {name: far,   account: "444455556666", region: ap-south-1,   windows: {version: "2022"}}
  - {name: off,   account: "777788889999", region: eu-central-1, windows: {version: "2022"}}
`

const role = "arn:aws:iam::444455556666:role/Patchline"

func targets() []run.Target {
	return []run.Target{
		{Account: "444455556666", Region: "eu-central-1", Role: role},
		{Account: "111122223333", Region: "us-west-2"},
		{Account: "444455556666", Region: "ap-south-1", Role: role},
		{Account: "111122223333", Region: "eu-central-1"},
	}
}

func TestManyAccountsAndRegionsAreOneRun(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: spread}, func(b *patchtest.Bed) {
		many := func(o *discover.Options) { o.Targets = targets() }
		mustEnd(t, do(b, many, "Group=all"), cli.CodeOK)
		m := manifest(b)
		places := ""
		for _, i := range m.Instances {
			places += i.Account + "/" + i.Region + " " + i.Name + "\n"
		}
		const want = "111122223333/eu-central-1 home\n111122223333/us-west-2 west\n444455556666/ap-south-1 far\n444455556666/eu-central-1 other\n"
		if places != want {
			t.Errorf("found\n%swant\n%s", places, want)
		}
		if calls := b.Calls()["sts:AssumeRole"]; calls != 2 {
			t.Errorf("the role was assumed %d times", calls)
		}
		// The order of the file is no other selection.
		end := do(b, func(o *discover.Options) {
			o.Targets = targets()
			o.Targets[0], o.Targets[3] = o.Targets[3], o.Targets[0]
		}, "Group=all")
		mustEnd(t, end, cli.CodeOK)
	})
}

func TestCredentialsOfAnotherAccountAreRefused(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: spread}, func(b *patchtest.Bed) {
		end := do(b, func(o *discover.Options) {
			o.Targets = []run.Target{{Account: "444455556666", Region: "eu-central-1"}}
			o.Connect = func(context.Context, run.Target) (aws.Config, error) {
				return awsx.Prepare(simtest.Config(b.Sim, b.Home.Account, "eu-central-1")), nil
			}
		}, "Group=all")
		mustEnd(t, end, cli.CodeError)
		mustSay(t, end.Err.Error(), "444455556666/eu-central-1", "account 111122223333", "--targets")
		nothingDone(b)
	})
}

func TestATargetThatFailsFailsTheDiscoveryAndNamesItself(t *testing.T) {
	for name, test := range map[string]struct {
		fault string
		want  []string
	}{
		"its role can't be assumed": {
			"{fault: error, operation: 'sts:AssumeRole', code: AccessDenied, status: 403}",
			[]string{"444455556666/eu-central-1", "444455556666/ap-south-1", role, "can't be assumed", "trust"},
		},
		"its credentials may not": {
			"{fault: error, operation: 'ec2:DescribeInstances', code: UnauthorizedOperation, status: 403}",
			[]string{"111122223333/us-west-2", "describing the instances", "these credentials may not"},
		},
		"Systems Manager is refused": {
			"{fault: error, operation: 'ssm:DescribeInstanceInformation', code: AccessDeniedException}",
			[]string{"describing SSM agents", "these credentials may not"},
		},
		"the credentials have expired": {
			"{fault: error, operation: 'ec2:*', code: RequestExpired}",
			[]string{"111122223333/eu-central-1", "have expired", "aws sso login"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			patchtest.Run(t, patchtest.Setup{YAML: spread, Faults: "faults: [" + test.fault + "]"}, func(b *patchtest.Bed) {
				end := do(b, func(o *discover.Options) { o.Targets = targets() }, "Group=all")
				mustEnd(t, end, cli.CodeError)
				mustSay(t, end.Err.Error(), test.want...)
				nothingDone(b)
			})
		})
	}
}
