package awsx

import (
	"context"
	"fmt"
	"strings"
	"sync"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"

	"patchline/internal/awslimits"
)

// limiter keeps the calls of one account and Region inside the documented
// token buckets, so that a large fleet goes as fast as the account allows and
// is not throttled for it. Every attempt takes a token, retries too.
type limiter struct {
	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

func newLimiter() *limiter { return &limiter{buckets: map[string]*rate.Limiter{}} }

func (l *limiter) register(stack *middleware.Stack) error {
	err := stack.Initialize.Add(middleware.InitializeMiddlewareFunc("PatchlineInstances", countInstances), middleware.Before)
	if err != nil {
		return err
	}
	return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("PatchlineLimiter", l.wait), "Retry", middleware.After)
}

type instancesKey struct{}

// countInstances notes how many instances a call starts or stops: each takes
// a token of EC2's resource buckets.
func countInstances(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
	count := 0
	switch input := in.Parameters.(type) {
	case *ec2.StartInstancesInput:
		count = len(input.InstanceIds)
	case *ec2.StopInstancesInput:
		count = len(input.InstanceIds)
	}
	return next.HandleInitialize(middleware.WithStackValue(ctx, instancesKey{}, count), in)
}

func (l *limiter) wait(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
	service := strings.ToLower(awsmiddleware.GetServiceID(ctx))
	action := awsmiddleware.GetOperationName(ctx)
	write := strings.HasPrefix(action, "Put") || strings.HasPrefix(action, "Delete")
	bucket := l.bucket(service+":"+action, awslimits.Request(service, action, false, write))
	if err := take(ctx, bucket, 1); err != nil {
		return middleware.FinalizeOutput{}, middleware.Metadata{}, fmt.Errorf("%s:%s: %w", service, action, err)
	}
	instances, _ := middleware.GetStackValue(ctx, instancesKey{}).(int)
	if resources, found := awslimits.Resource(action); found && instances > 0 {
		bucket := l.bucket(service+":"+action+" resources", resources)
		if err := take(ctx, bucket, instances); err != nil {
			return middleware.FinalizeOutput{}, middleware.Metadata{}, fmt.Errorf("%s:%s: %w", service, action, err)
		}
	}
	return next.HandleFinalize(ctx, in)
}

// take waits for n tokens. Where ctx would end first it fails at once, with
// the context's error.
func take(ctx context.Context, bucket *rate.Limiter, n int) error {
	err := bucket.WaitN(ctx, n)
	if err == nil || ctx.Err() != nil {
		return err
	}
	return noTimeError{}
}

// noTimeError is a wait for the rate limit that would take too long. To the
// SDK's retryer it is a cancelled call: as a time-out it would be tried again.
type noTimeError struct{}

func (noTimeError) Error() string {
	return "waiting for the rate limit: " + context.DeadlineExceeded.Error()
}
func (noTimeError) Unwrap() error       { return context.DeadlineExceeded }
func (noTimeError) CanceledError() bool { return true }

func (l *limiter) bucket(name string, r awslimits.Rate) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket, found := l.buckets[name]
	if !found {
		bucket = rate.NewLimiter(rate.Limit(r.Refill), int(r.Burst))
		l.buckets[name] = bucket
	}
	return bucket
}
