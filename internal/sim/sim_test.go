package sim_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"patchline/internal/sim"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/simtest"
)

func TestDefault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := sim.New(t.Context(), sim.Options{Fleet: fleet.Default()})
		if err != nil {
			t.Fatal(err)
		}
		cfg := simtest.Config(s, sim.Account, "eu-central-1")
		out, err := ec2.NewFromConfig(cfg).DescribeInstances(t.Context(), &ec2.DescribeInstancesInput{MaxResults: aws.Int32(5)})
		if err != nil {
			t.Fatal(err)
		}
		t.Log(len(out.Reservations), time.Now())
	})
}
