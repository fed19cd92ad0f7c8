package awsx_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"patchline/internal/awsx"
)

func TestWhatIsToldOfACallThatIsTriedAgain(t *testing.T) {
	for name, test := range map[string]struct {
		answers []answer
		want    []string // one for each line
	}{
		"nothing of a call that is answered": {},
		"nothing of throttling":              {answers: times(5, answer{code: "RequestLimitExceeded", status: 503})},
		"nothing of a refusal":               {answers: times(1, answer{code: "UnauthorizedOperation", status: 403})},
		"that AWS is not reached": {
			answers: times(3, answer{network: "dial"}),
			want:    []string{"level=WARN msg=\"ec2:DescribeInstances in eu-central-1: AWS is not reached: dial tcp: connection reset by peer\""},
		},
		"that the connection broke": {
			answers: times(1, answer{network: "read"}), want: []string{"the connection broke: read tcp"},
		},
		"AWS' own error": {
			answers: times(1, answer{code: "InternalError", status: 500}), want: []string{"AWS answers InternalError"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				s := &script{answers: test.answers}
				cfg := awsx.Tell(s.config(), slog.New(slog.NewTextHandler(&log, nil)))
				_, _ = ec2.NewFromConfig(cfg).DescribeInstances(t.Context(), &ec2.DescribeInstancesInput{})
				lines := strings.Split(strings.TrimSpace(log.String()), "\n")
				if log.Len() == 0 {
					lines = nil
				}
				if len(lines) != len(test.want) {
					t.Fatalf("%d lines, want %d:\n%s", len(lines), len(test.want), log.String())
				}
				for n, line := range lines {
					if !strings.Contains(line, test.want[n]) {
						t.Errorf("it says %s, want %s", line, test.want[n])
					}
				}
			})
		})
	}
}

func TestTheSameIsToldOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s := &script{answers: times(2, answer{network: "dial"})}
		client := ec2.NewFromConfig(awsx.Tell(s.config(), slog.New(slog.NewTextHandler(&log, nil))))
		for minute := range 3 {
			s.calls = nil
			_, _ = client.DescribeInstances(t.Context(), &ec2.DescribeInstancesInput{})
			_, _ = client.DescribeInstances(t.Context(), &ec2.DescribeInstancesInput{})
			if told := strings.Count(log.String(), "\n"); told != minute+1 {
				t.Errorf("%d lines in minute %d:\n%s", told, minute, log.String())
			}
			time.Sleep(time.Minute)
		}
	})
}

func TestWithoutALogNothingIsTold(t *testing.T) {
	s := &script{answers: times(1, answer{network: "dial"})}
	synctest.Test(t, func(t *testing.T) {
		if _, err := ec2.NewFromConfig(awsx.Tell(s.config(), nil)).DescribeInstances(t.Context(), &ec2.DescribeInstancesInput{}); err != nil {
			t.Error(err)
		}
	})
}
