package discover

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/awsx"
	"patchline/internal/power"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// finder looks in one target.
type finder struct {
	options Options
	target  run.Target
	ec2     *awsx.EC2
	ssm     *awsx.SSM
}

// found is what a target holds of the selection.
type found struct {
	instances []run.Instance
	leftOut   []run.LeftOut
}

// find describes the selection by filter, in the largest pages, and looks the
// rest up for those that will be patched.
func (f finder) find(ctx context.Context) (found, error) {
	var all found
	seen := map[string]bool{} // a page may show again what came up while paging
	pages := ec2.NewDescribeInstancesPaginator(f.ec2,
		&ec2.DescribeInstancesInput{Filters: filters(f.options.Tags), MaxResults: aws.Int32(awsx.Page)},
		func(o *ec2.DescribeInstancesPaginatorOptions) { o.StopOnDuplicateToken = true })
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return all, fmt.Errorf("describing the instances with the tags: %w", err)
		}
		for _, reservation := range page.Reservations {
			for _, instance := range reservation.Instances {
				if id := aws.ToString(instance.InstanceId); !seen[id] {
					seen[id] = true
					f.take(&all, instance)
				}
			}
		}
	}
	if err := f.agents(ctx, &all); err != nil {
		return all, err
	}
	return all, f.volumes(ctx, all.instances)
}

func (f finder) take(all *found, i types.Instance) {
	if reason := f.options.leaveOut(i); reason != "" {
		all.leave(f.target, aws.ToString(i.InstanceId), reason)
		return
	}
	instance := run.Instance{
		ID: aws.ToString(i.InstanceId), Account: f.target.Account, Region: f.target.Region,
		Type: string(i.InstanceType), Platform: aws.ToString(i.PlatformDetails), State: string(i.State.Name),
		RootDevice: aws.ToString(i.RootDeviceName), Tags: map[string]string{}, Volumes: []run.Volume{},
	}
	if i.Placement != nil {
		instance.AvailabilityZone = aws.ToString(i.Placement.AvailabilityZone)
	}
	for _, tag := range i.Tags {
		instance.Tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	instance.Name = instance.Tags["Name"]
	instance.Owner = instance.Tags[f.options.OwnerTag]
	instance.Application = instance.Tags[f.options.ApplicationTag]
	for _, device := range i.BlockDeviceMappings {
		if device.Ebs != nil {
			instance.Volumes = append(instance.Volumes, run.Volume{ID: aws.ToString(device.Ebs.VolumeId), Device: aws.ToString(device.DeviceName)})
		}
	}
	slices.SortFunc(instance.Volumes, func(a, b run.Volume) int { return strings.Compare(a.Device, b.Device) })
	all.instances = append(all.instances, instance)
}

func (all *found) leave(t run.Target, id, reason string) {
	all.leftOut = append(all.leftOut, run.LeftOut{ID: id, Account: t.Account, Region: t.Region, Reason: reason})
}

// agents looks up what Systems Manager knows, and leaves out what it does not.
func (f finder) agents(ctx context.Context, all *found) error {
	known, err := power.Pings(ctx, f.ssm, stage.IDs(all.instances))
	if err != nil {
		return err
	}
	kept := all.instances[:0]
	for _, instance := range all.instances {
		ping, registered := known[instance.ID]
		if !registered {
			all.leave(f.target, instance.ID, reasonNoAgent)
			continue
		}
		instance.Agent = ping.Agent
		kept = append(kept, instance)
	}
	all.instances = kept
	return nil
}

// volumes fills in the sizes, looked up for as many instances at once as a
// filter takes.
func (f finder) volumes(ctx context.Context, instances []run.Instance) error {
	sizes := map[string]int{}
	for ids := range slices.Chunk(stage.IDs(instances), awsx.FilterValues) {
		pages := ec2.NewDescribeVolumesPaginator(f.ec2, &ec2.DescribeVolumesInput{
			MaxResults: aws.Int32(awsx.Page),
			Filters:    []types.Filter{{Name: aws.String("attachment.instance-id"), Values: ids}},
		}, func(o *ec2.DescribeVolumesPaginatorOptions) { o.StopOnDuplicateToken = true })
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return fmt.Errorf("describing the volumes: %w", err)
			}
			for _, volume := range page.Volumes {
				sizes[aws.ToString(volume.VolumeId)] = int(aws.ToInt32(volume.Size))
			}
		}
	}
	for i := range instances {
		for v := range instances[i].Volumes {
			instances[i].Volumes[v].SizeGiB = sizes[instances[i].Volumes[v].ID]
		}
	}
	return nil
}
