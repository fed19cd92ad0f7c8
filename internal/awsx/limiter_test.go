package awsx_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
)

// The figures are those of package awslimits: a describe has 100 tokens and 20
// a second, a stop 50 and 5, a start 5 and 2; each instance that is started
// takes one of 1,000 and 2 a second, and each that is stopped one of 1,000 and
// 20 a second.
func TestCallsKeepToTheDocumentedBuckets(t *testing.T) {
	describe := func(ctx context.Context, c *ec2.Client) error {
		_, err := c.DescribeInstances(ctx, &ec2.DescribeInstancesInput{})
		return err
	}
	stop := func(n int) func(context.Context, *ec2.Client) error {
		return func(ctx context.Context, c *ec2.Client) error {
			_, err := c.StopInstances(ctx, &ec2.StopInstancesInput{InstanceIds: some(n)})
			return err
		}
	}
	start := func(n int) func(context.Context, *ec2.Client) error {
		return func(ctx context.Context, c *ec2.Client) error {
			_, err := c.StartInstances(ctx, &ec2.StartInstancesInput{InstanceIds: some(n)})
			return err
		}
	}
	for name, test := range map[string]struct {
		call  func(context.Context, *ec2.Client) error
		calls int
		takes time.Duration
	}{
		"describes within the bucket":     {describe, 100, 0},
		"describes beyond it":             {describe, 300, 10 * time.Second},
		"stops of one instance each":      {stop(1), 100, 10 * time.Second},
		"stops of a hundred each":         {stop(100), 20, 50 * time.Second},
		"starts of one instance each":     {start(1), 25, 10 * time.Second},
		"starts of a hundred, 1,000 free": {start(100), 10, 2500 * time.Millisecond},
		"starts of a hundred beyond that": {start(100), 14, 200 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &script{}
				client := ec2.NewFromConfig(s.config())
				began := time.Now()
				var all sync.WaitGroup
				for range test.calls {
					all.Go(func() {
						if err := test.call(t.Context(), client); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
				took := time.Since(began)
				if len(s.calls) != test.calls || took < test.takes-10*time.Millisecond || took > test.takes+100*time.Millisecond {
					t.Errorf("%d calls took %s, want %s", len(s.calls), took, test.takes)
				}
			})
		})
	}
}

func TestActionsServicesAndTargetsHaveBucketsOfTheirOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{}
		one, other := s.config(), s.config()
		began := time.Now()
		for range 50 {
			for _, client := range []*ec2.Client{ec2.NewFromConfig(one), ec2.NewFromConfig(other)} {
				if _, err := client.StopInstances(t.Context(), &ec2.StopInstancesInput{InstanceIds: some(1)}); err != nil {
					t.Fatal(err)
				}
				if _, err := client.RebootInstances(t.Context(), &ec2.RebootInstancesInput{InstanceIds: some(1)}); err != nil {
					t.Fatal(err)
				}
			}
		}
		for range 10 {
			// It gets no answer that it understands, and says so: no matter.
			_, _ = ssm.NewFromConfig(one).CancelCommand(t.Context(), &ssm.CancelCommandInput{CommandId: aws.String("c")})
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("they waited %s for each other", took)
		}
		// Two clients of one target share.
		if _, err := ec2.NewFromConfig(one).StopInstances(t.Context(), &ec2.StopInstancesInput{InstanceIds: some(1)}); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took < 190*time.Millisecond {
			t.Errorf("a second client of the target waited %s", took)
		}
	})
}

func TestARetryTakesATokenToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const calls = 100 // and as many retries, of a bucket of 50 and 5 a second
		s := &script{answers: times(calls, answer{code: "RequestLimitExceeded", status: 503})}
		client := ec2.NewFromConfig(s.config())
		began := time.Now()
		var all sync.WaitGroup
		for range calls {
			all.Go(func() {
				if _, err := client.StopInstances(t.Context(), &ec2.StopInstancesInput{InstanceIds: some(1)}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if took, want := time.Since(began), 30*time.Second; took < want-10*time.Millisecond {
			t.Errorf("%d calls took %s, and AWS gives them in %s", len(s.calls), took, want)
		}
	})
}

func TestACallThatItsDeadlineWouldOvertakeFailsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		s := &script{}
		client := ec2.NewFromConfig(s.config())
		began := time.Now()
		var err error
		for range 3 { // the second needs 50 s more than there are
			if _, err = client.StartInstances(ctx, &ec2.StartInstancesInput{InstanceIds: some(550)}); err != nil {
				break
			}
		}
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "ec2:StartInstances") || len(s.calls) != 1 {
			t.Errorf("after %d calls: %v", len(s.calls), err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("it took %s to find out", took)
		}
	})
}
