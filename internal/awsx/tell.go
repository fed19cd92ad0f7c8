package awsx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
)

// tellEvery is how seldom an action's trouble is told: its calls may be many,
// and each is tried again for minutes.
const tellEvery = time.Minute

// Tell gives a configuration whose clients say in the log when AWS is not
// reached or fails by itself. Such a call is tried again, for up to three
// minutes in which nothing else would be heard. Throttling is not told: it is
// how AWS paces a large fleet.
func Tell(cfg aws.Config, log *slog.Logger) aws.Config {
	if log == nil {
		return cfg
	}
	cfg = cfg.Copy()
	t := &teller{log: log, last: map[string]time.Time{}}
	cfg.APIOptions = append(slices.Clip(cfg.APIOptions), t.register)
	return cfg
}

type teller struct {
	log *slog.Logger

	mu   sync.Mutex
	last map[string]time.Time // by action
}

func (t *teller) register(stack *middleware.Stack) error {
	return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("PatchlineTeller", t.attempt), "Retry", middleware.After)
}

func (t *teller) attempt(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
	out, metadata, err := next.HandleFinalize(ctx, in)
	if err == nil || ctx.Err() != nil || (!Unreachable(err) && !Ambiguous(err)) {
		return out, metadata, err
	}
	action := strings.ToLower(awsmiddleware.GetServiceID(ctx)) + ":" + awsmiddleware.GetOperationName(ctx)
	if t.due(action) {
		t.log.Warn(fmt.Sprintf("%s in %s: %s", action, awsmiddleware.GetRegion(ctx), trouble(err)))
	}
	return out, metadata, err
}

func (t *teller) due(action string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if last, told := t.last[action]; told && now.Sub(last) < tellEvery {
		return false
	}
	t.last[action] = now
	return true
}

// trouble says in short what went wrong.
func trouble(err error) string {
	if network, found := errors.AsType[*net.OpError](err); found {
		if Unreachable(err) {
			return "AWS is not reached: " + network.Error()
		}
		return "the connection broke: " + network.Error()
	}
	if code := Code(err); code != "" {
		return "AWS answers " + code
	}
	return "no answer came: " + err.Error()
}
