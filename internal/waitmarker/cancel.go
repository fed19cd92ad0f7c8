package waitmarker

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"patchline/internal/awsx"
	"patchline/internal/stage"
)

// cancel asks SSM to cancel what is under way. It does its best: an agent may
// not hear of it.
func (v *watch) cancel(ctx context.Context) error {
	recording, stop := context.WithTimeout(context.WithoutCancel(ctx), cancelWithin)
	defer stop()
	return v.w.EachTarget(recording, v.w.ByTarget(v.open()), func(ctx context.Context, cfg aws.Config, g stage.Group) error {
		client := awsx.NewSSM(cfg)
		byCommand := map[string][]string{}
		for _, i := range g.Instances {
			byCommand[v.commandOf[i.ID]] = append(byCommand[v.commandOf[i.ID]], i.ID)
		}
		for id, instances := range byCommand {
			if _, err := client.CancelCommand(ctx, &ssm.CancelCommandInput{CommandId: &id, InstanceIds: instances}); err != nil {
				return fmt.Errorf("cancelling command %s: %w", id, err)
			}
		}
		return nil
	})
}

// cancelWithin leaves the rest of the ten seconds after a signal to recording.
const cancelWithin = 5 * time.Second
