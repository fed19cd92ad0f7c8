package patchtest

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"

	"patchline/internal/awsx"
	"patchline/internal/run"
	"patchline/internal/sim/simtest"
)

// connector reaches a target by the role that it names, really assumed, and
// otherwise as if the credentials at hand were its account's.
func (b *Bed) connector(client doer) awsx.Connector {
	return func(_ context.Context, t run.Target) (aws.Config, error) {
		account := cmp.Or(t.Account, b.Home.Account)
		if t.Role != "" {
			account = b.Home.Account
		}
		cfg := simtest.Config(b.Sim, account, cmp.Or(t.Region, b.Home.Region))
		cfg.HTTPClient = client
		if t.Role == "" {
			return awsx.Prepare(cfg), nil
		}
		return awsx.Assume(cfg, t.Role, "patchline-test"), nil
	}
}
