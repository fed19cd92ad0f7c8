// Package tour calls every operation of fleet-sim with AWS clients that others
// wrote, and looks at what they decode: boto3 in boto/, the AWS CLI in aws/.
package tour

import (
	"testing"

	"patchline/internal/testenv"
	"patchline/test/script/harness"
)

const (
	// boto3Speed lets its waiters, which look every 0.05 to 0.2 s here, see
	// what is under way before they see the end of it.
	boto3Speed = "600"
	// awsSpeed lets all that an instance does end before the next command looks:
	// the waiters of the AWS CLI look again after 15 s at the earliest.
	awsSpeed = "2000"
	// stillSpeed is the slowest: no token bucket refills.
	stillSpeed = "0.01"
)

func TestBoto3(t *testing.T) {
	python := testenv.NeedPython(t, "boto3")
	harness.Watch(t, "boto")
	harness.Watch(t, "fleet.yaml")
	t.Parallel()
	bin := harness.Build(t, "fleet-sim")
	t.Run("every operation is decoded", func(t *testing.T) {
		t.Parallel()
		s := start(t, bin, boto3Speed)
		s.python(t, python, "everything")
		s.checkOperations(t)
	})
	t.Run("throttling is seen by default settings too", func(t *testing.T) {
		t.Parallel()
		start(t, bin, stillSpeed).python(t, python, "limits")
	})
}

func TestAWSCLI(t *testing.T) {
	testenv.NeedCommand(t, "aws", "pip install -r test/python/requirements.txt")
	harness.Watch(t, "fleet.yaml")
	bin := harness.Build(t, "fleet-sim")
	s := start(t, bin, awsSpeed)
	t.Run("scripts", func(t *testing.T) {
		harness.Run(t, harness.Options{Dir: "aws", Bin: bin, Env: s.Env})
	})
	s.checkOperations(t)
}
