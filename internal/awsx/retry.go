package awsx

import (
	"errors"
	"io"
	"net"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// maxAttempts and maxBackOff let a call live through about three minutes of
// throttling: the SDK's own three attempts are over after a second.
const (
	maxAttempts = 14
	maxBackOff  = 20 * time.Second
)

// notYet are refusals that a later call overcomes and that the SDK does not
// know ("Error codes for the Amazon EC2 API").
var notYet = retry.RetryableErrorCode{Codes: map[string]struct{}{
	"ConcurrentSnapshotLimitExceeded":       {},
	"SnapshotCreationPerVolumeRateExceeded": {},
	"PendingSnapshotLimitExceeded":          {},
}}

// NewRetryer is the SDK's standard retryer with more patience, without its
// quota of retries (about 100 failed ones exhaust it), and with EC2's
// snapshot-limit codes. It is for calls that may be done twice.
func NewRetryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		patience(o)
		o.Retryables = append(o.Retryables, notYet, retry.IsErrorRetryableFunc(cutOff))
	})
}

// NewOnceRetryer is for calls that must not be done twice and take no client
// token: it retries what AWS refused to do, and no answer that leaves it open
// (see Ambiguous).
func NewOnceRetryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		patience(o)
		o.Retryables = []retry.IsErrorRetryable{
			retry.NoRetryCanceledError{},
			retry.RetryableErrorCode{Codes: retry.DefaultThrottleErrorCodes},
			notYet,
			retry.IsErrorRetryableFunc(neverSent),
		}
	})
}

func patience(o *retry.StandardOptions) {
	o.MaxAttempts = maxAttempts
	o.MaxBackoff = maxBackOff
	o.RateLimiter = ratelimit.None
}

// cutOff is an answer that did not arrive whole. The SDK by itself tries again
// only where the connection was reset.
func cutOff(err error) aws.Ternary {
	var network *net.OpError
	if errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

// neverSent is a connection that was not made.
func neverSent(err error) aws.Ternary {
	var network *net.OpError
	if errors.As(err, &network) && network.Op == "dial" {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}
