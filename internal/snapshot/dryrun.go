package snapshot

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"

	"patchline/internal/awsx"
	"patchline/internal/stage"
)

// dryRun looks what is missing, and asks EC2 for each of those whether it would
// begin a set.
func (t *taker) dryRun(ctx context.Context) error {
	if err := t.see(ctx); err != nil {
		return err
	}
	for _, m := range t.machines {
		switch {
		case !m.open():
			m.would = "its snapshots are not completed yet"
		case m.vss != nil:
			m.would = "its snapshots would be taken through VSS"
		default:
			if err := t.askDry(ctx, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// askDry asks about one instance. The error ends all of them.
func (t *taker) askDry(ctx context.Context, m *machine) error {
	in := t.input(job{machine: m, set: "0"})
	in.DryRun = aws.Bool(true)
	_, err := t.client.CreateSnapshots(ctx, in)
	switch {
	case awsx.IsDryRun(err):
		m.would = "its snapshots would be taken"
	case err == nil:
		return errors.New("EC2 answered a dry run as if it were none")
	case ctx.Err() != nil || awsx.OfCaller(err):
		return err
	default:
		m.refusal = err
		t.log.Warn("its snapshots would be refused", "instance", m.instance.ID, "error", stage.Sentence(err))
	}
	return nil
}
