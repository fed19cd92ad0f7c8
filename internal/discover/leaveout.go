package discover

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// autoScalingTag is the tag that an Auto Scaling group puts on its members
// (EC2 Auto Scaling user guide).
const autoScalingTag = "aws:autoscaling:groupName"

const reasonNoAgent = "Systems Manager has no record of its agent: install the SSM agent and give the instance a profile that may use it"

// leaveOut says why an instance must not be patched; "" if it may.
func (o Options) leaveOut(i types.Instance) string {
	switch {
	case i.State == nil:
		return "EC2 gives no state for it"
	case i.State.Name == types.InstanceStateNameTerminated, i.State.Name == types.InstanceStateNameShuttingDown:
		return "it is " + string(i.State.Name)
	case !strings.EqualFold(string(i.Platform), string(types.PlatformValuesWindows)): // EC2 writes it small, the SDK large
		return fmt.Sprintf("it is not Windows (%s)", aws.ToString(i.PlatformDetails))
	case i.State.Name != types.InstanceStateNameRunning && i.State.Name != types.InstanceStateNameStopped:
		return fmt.Sprintf("it is %s, neither running nor stopped: what restore should bring back is not known", i.State.Name)
	case i.RootDeviceType == types.DeviceTypeInstanceStore:
		return "its root device is instance store: it can be neither snapshotted nor stopped"
	case i.InstanceLifecycle == types.InstanceLifecycleTypeSpot:
		return "it is a Spot instance: only EC2 can start one again that was interrupted"
	}
	for _, tag := range i.Tags {
		if aws.ToString(tag.Key) == autoScalingTag && !o.AutoScaling {
			return fmt.Sprintf("it is in the Auto Scaling group %q, which may replace it while it restarts: patch the group's image, or give --include-auto-scaling", aws.ToString(tag.Value))
		}
	}
	return ""
}
