package sim_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"patchline/internal/sim"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/simtest"
)

const twoAccounts = `
region: eu-central-1
instances:
  - {name: here}
  - {name: elsewhere, region: us-east-1}
  - {name: there, account: "444455556666"}
`

// namesIn lists the instances that a configuration sees.
func (x *sdk) namesIn(cfg aws.Config) []string {
	x.Helper()
	out, err := ec2.NewFromConfig(cfg).DescribeInstances(x.Context(), &ec2.DescribeInstancesInput{})
	x.must(err)
	var names []string
	for _, r := range out.Reservations {
		for _, tag := range r.Instances[0].Tags {
			if *tag.Key == "Name" {
				names = append(names, *tag.Value)
			}
		}
	}
	return names
}

func TestAnAccountAndRegionSeeTheirOwnInstances(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, err := fleet.Load("the fleet", strings.NewReader(twoAccounts))
		if err != nil {
			t.Fatal(err)
		}
		x := begin(t, sim.Options{Fleet: f})
		assumed := simtest.Config(x.sim, sim.Account, region)
		roles := sts.NewFromConfig(assumed)
		assumed.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(roles, "arn:aws:iam::444455556666:role/Patchline"))
		for name, c := range map[string]struct {
			cfg  aws.Config
			want []string
		}{
			"the account of the key":         {simtest.Config(x.sim, sim.Account, region), []string{"here"}},
			"a key that names no account":    {simtest.Config(x.sim, "AKIAIOSFODNN7EXAMPLE", region), []string{"here"}},
			"another Region":                 {simtest.Config(x.sim, sim.Account, "us-east-1"), []string{"elsewhere"}},
			"a Region without instances":     {simtest.Config(x.sim, sim.Account, "us-west-2"), nil},
			"the other account by its key":   {simtest.Config(x.sim, "444455556666", region), []string{"there"}},
			"the other account by its role":  {assumed, []string{"there"}},
			"an account that has no fleet":   {simtest.Config(x.sim, "999988887777", region), nil},
			"the other account's own Region": {simtest.Config(x.sim, "444455556666", "us-east-1"), nil},
		} {
			if got := x.namesIn(c.cfg); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
		}
		who, err := sts.NewFromConfig(assumed).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
		x.must(err)
		if *who.Account != "444455556666" || !strings.HasPrefix(*who.Arn, "arn:aws:sts::444455556666:assumed-role/Patchline/") {
			t.Errorf("the role is %s", *who.Arn)
		}
	})
}

// However fast the world is, a session lasts as long as its client believes.
func TestASessionOfARoleExpiresByTheClientsClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := begin(t, sim.Options{Speed: 600})
		out, err := x.sts.AssumeRole(t.Context(), &sts.AssumeRoleInput{
			RoleArn: aws.String("arn:aws:iam::" + sim.Account + ":role/Patchline"), RoleSessionName: aws.String("night"), DurationSeconds: aws.Int32(900),
		})
		x.must(err)
		if lasts := time.Until(*out.Credentials.Expiration); lasts != 15*time.Minute {
			t.Errorf("the session is said to last %v", lasts)
		}
		session := sts.NewFromConfig(simtest.Config(x.sim, "", region), func(o *sts.Options) {
			c := out.Credentials
			o.Credentials = credentials.NewStaticCredentialsProvider(*c.AccessKeyId, *c.SecretAccessKey, *c.SessionToken)
		})
		ask := func() error {
			_, err := session.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
			return err
		}
		time.Sleep(15*time.Minute - time.Second)
		x.must(ask())
		time.Sleep(time.Second)
		x.refused(ask(), "ExpiredToken")
	})
}

func TestTheWorldIsAsMuchFasterAsItIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := begin(t, sim.Options{Speed: 60, Faults: plan(t, "faults: [{fault: slow, delay: 30m, operation: \"sts:*\"}]")})
		now := func() time.Time {
			var moment struct{ Now time.Time }
			x.get("time", &moment)
			return moment.Now
		}
		begun, before := time.Now(), now()
		time.Sleep(time.Minute)
		if passed := now().Sub(before); passed != time.Hour {
			t.Errorf("in a minute %v have passed", passed)
		}
		_, err := x.sts.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
		x.must(err)
		if took := time.Since(begun); took != 90*time.Second {
			t.Errorf("a call that is half an hour slow has taken %v", took-time.Minute)
		}
	})
}
