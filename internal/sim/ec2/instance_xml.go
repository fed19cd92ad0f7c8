package ec2

import (
	"strconv"

	"patchline/internal/sim/world"
)

// reservation writes one instance as DescribeInstances gives it. Names and
// order are those of the service's model.
func (x *elements) reservation(c *call, i *world.Instance) {
	x.open("item")
	x.text("reservationId", i.ReservationID)
	x.text("ownerId", i.Account)
	x.empty("groupSet")
	x.open("instancesSet")
	x.open("item")
	x.instance(c, i)
	x.close("item")
	x.close("instancesSet")
	x.close("item")
}

func (x *elements) instance(c *call, i *world.Instance) {
	x.text("instanceId", i.ID)
	x.text("imageId", i.ImageID)
	x.state(i.StateSeen(c.now, c.lag))
	x.text("privateDnsName", privateDNSName(i))
	x.empty("dnsName")
	x.text("reason", transitionReason(i))
	x.text("amiLaunchIndex", "0")
	x.empty("productCodes")
	x.text("instanceType", i.Type)
	x.optional("launchTime", timestamp(i.LaunchTime))
	x.open("placement")
	x.text("availabilityZone", i.AvailabilityZone)
	x.empty("groupName")
	x.text("tenancy", tenancy)
	x.close("placement")
	x.optional("platform", platform(i))
	x.text("platformDetails", i.PlatformDetails)
	x.open("monitoring")
	x.text("state", "disabled")
	x.close("monitoring")
	x.optional("subnetId", i.Subnet)
	x.optional("vpcId", i.VPC)
	x.optional("privateIpAddress", i.PrivateIP)
	x.bool("sourceDestCheck", true)
	x.empty("groupSet")
	if i.StateReasonCode != "" {
		x.open("stateReason")
		x.text("code", i.StateReasonCode)
		x.text("message", i.StateReason)
		x.close("stateReason")
	}
	x.text("architecture", architecture)
	x.text("rootDeviceType", rootDeviceType(i))
	x.text("rootDeviceName", i.RootDevice)
	x.blockDevices(c, i)
	x.text("virtualizationType", virtualization)
	x.empty("clientToken")
	x.tags(i.Tags)
	x.text("hypervisor", hypervisor)
	x.empty("networkInterfaceSet")
	if i.InstanceProfile != "" {
		x.open("iamInstanceProfile")
		x.text("arn", profileARN(i))
		x.text("id", profileID(i))
		x.close("iamInstanceProfile")
	}
	x.optional("instanceLifecycle", lifecycle(i))
	x.bool("ebsOptimized", false)
	x.bool("enaSupport", true)
}

func (x *elements) state(state world.State) {
	x.open("instanceState")
	x.text("code", strconv.Itoa(state.Code()))
	x.text("name", string(state))
	x.close("instanceState")
}

func (x *elements) blockDevices(c *call, i *world.Instance) {
	x.open("blockDeviceMapping")
	for _, a := range i.Attachments {
		x.open("item")
		x.text("deviceName", a.Device)
		x.open("ebs")
		x.text("volumeId", a.VolumeID)
		x.text("status", attachmentStatus(c, a))
		x.optional("attachTime", timestamp(a.At))
		x.bool("deleteOnTermination", a.DeleteOnTermination)
		x.close("ebs")
		x.close("item")
	}
	x.close("blockDeviceMapping")
}

func (x *elements) tags(tags world.Tags) {
	if len(tags) == 0 {
		return // as describedTags
	}
	x.open("tagSet")
	for _, tag := range tags {
		x.open("item")
		x.text("key", tag.Key)
		x.text("value", tag.Value)
		x.close("item")
	}
	x.close("tagSet")
}
