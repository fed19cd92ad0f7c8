package awsx_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"patchline/internal/awsx"
)

func once(o *ec2.Options) { o.Retryer = awsx.NewOnceRetryer() }

func TestWhatIsTriedAgainByEachRetryer(t *testing.T) {
	for name, test := range map[string]struct {
		answer        answer
		again, atOnce bool // by NewRetryer, by NewOnceRetryer
	}{
		"throttled":                        {answer{code: "RequestLimitExceeded", status: 503}, true, true},
		"throttled by Systems Manager":     {answer{code: "ThrottlingException", status: 400}, true, true},
		"a volume's pending snapshots":     {answer{code: "ConcurrentSnapshotLimitExceeded", status: 400}, true, true},
		"a volume's rate of snapshots":     {answer{code: "SnapshotCreationPerVolumeRateExceeded", status: 400}, true, true},
		"a connection that was never made": {answer{network: "dial"}, true, true},
		"a connection that broke":          {answer{network: "read"}, true, false},
		"an answer that broke off":         {answer{network: "answer"}, true, false},
		"AWS' own error":                   {answer{code: "InternalError", status: 500}, true, false},
		"AWS is unavailable":               {answer{code: "Unavailable", status: 503}, true, false},
		"refused":                          {answer{code: "IncorrectInstanceState", status: 400}, false, false},
		"denied":                           {answer{code: "UnauthorizedOperation", status: 403}, false, false},
		"expired":                          {answer{code: "RequestExpired", status: 400}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				for retryer, want := range map[string]bool{"NewRetryer": test.again, "NewOnceRetryer": test.atOnce} {
					s := &script{answers: []answer{test.answer}}
					var options []func(*ec2.Options)
					if retryer == "NewOnceRetryer" {
						options = append(options, once)
					}
					_, err := ec2.NewFromConfig(s.config()).RebootInstances(t.Context(), &ec2.RebootInstancesInput{InstanceIds: []string{"i-0000000a"}}, options...)
					calls := 1
					if want {
						calls = 2
					}
					if (err == nil) != want || len(s.calls) != calls {
						t.Errorf("%s: %d calls, %v", retryer, len(s.calls), err)
					}
				}
			})
		})
	}
}

func TestACallLivesThroughMinutesOfThrottlingAndThenGivesUp(t *testing.T) {
	throttled := answer{code: "RequestLimitExceeded", status: 503}
	for name, option := range map[string]func(*ec2.Options){"NewRetryer": func(*ec2.Options) {}, "NewOnceRetryer": once} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &script{answers: times(13, throttled)}
				if _, err := ec2.NewFromConfig(s.config()).StopInstances(t.Context(), &ec2.StopInstancesInput{InstanceIds: some(1)}, option); err != nil {
					t.Errorf("after %d calls: %v", len(s.calls), err)
				}
				began := time.Now()
				s = &script{answers: times(100, throttled)}
				_, err := ec2.NewFromConfig(s.config()).StopInstances(t.Context(), &ec2.StopInstancesInput{InstanceIds: some(1)}, option)
				took := time.Since(began)
				if !awsx.IsThrottled(err) || len(s.calls) != 14 || took < time.Minute || took > 4*time.Minute {
					t.Errorf("it gave up after %d calls in %s: %v", len(s.calls), took, err)
				}
			})
		})
	}
}

// The SDK's own quota of retries would be over after a hundred.
func TestEveryCallOfAClientMayBeTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const calls, tries = 150, 3
		s := &script{}
		for range calls {
			s.answers = append(s.answers, answer{code: "InternalError", status: 500}, answer{code: "RequestLimitExceeded", status: 503}, answer{status: 200})
		}
		client := ec2.NewFromConfig(s.config())
		for call := range calls {
			if _, err := client.StopInstances(t.Context(), &ec2.StopInstancesInput{InstanceIds: some(1)}); err != nil {
				t.Fatalf("call %d: %v", call, err)
			}
		}
		if len(s.calls) != calls*tries {
			t.Errorf("it made %d calls", len(s.calls))
		}
	})
}

func TestAStoppedProcessTriesNothingAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := &script{answers: times(5, answer{code: "RequestLimitExceeded", status: 503})}
		cancel()
		if _, err := ec2.NewFromConfig(s.config()).StopInstances(ctx, &ec2.StopInstancesInput{InstanceIds: some(1)}, once); err == nil || len(s.calls) > 1 {
			t.Errorf("%d calls, %v", len(s.calls), err)
		}
	})
}
