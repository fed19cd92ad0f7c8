package ec2

import "patchline/internal/sim/world"

type volumeItem struct {
	VolumeID         string           `xml:"volumeId"`
	Size             int              `xml:"size"`
	SnapshotID       string           `xml:"snapshotId"`
	AvailabilityZone string           `xml:"availabilityZone"`
	Status           string           `xml:"status"`
	CreateTime       string           `xml:"createTime,omitempty"`
	Attachments      []attachmentItem `xml:"attachmentSet>item"`
	Tags             *tagSet          `xml:"tagSet"`
	VolumeType       string           `xml:"volumeType"`
	IOPS             int              `xml:"iops,omitempty"`
	Throughput       int              `xml:"throughput,omitempty"`
	Encrypted        bool             `xml:"encrypted"`
	MultiAttach      bool             `xml:"multiAttachEnabled"`
}

type attachmentItem struct {
	VolumeID            string `xml:"volumeId"`
	InstanceID          string `xml:"instanceId"`
	Device              string `xml:"device"`
	Status              string `xml:"status"`
	AttachTime          string `xml:"attachTime,omitempty"`
	DeleteOnTermination bool   `xml:"deleteOnTermination"`
}

func volumeItemOf(c *call, v *world.Volume) volumeItem {
	item := volumeItem{
		VolumeID: v.ID, Size: v.SizeGiB, SnapshotID: v.SnapshotID, AvailabilityZone: v.AvailabilityZone,
		Status: v.State, CreateTime: timestamp(v.Created), Tags: describedTags(v.Tags), VolumeType: v.Type,
		IOPS: iopsOf(v), Throughput: throughputOf(v), Encrypted: v.Encrypted,
	}
	if v.InstanceID != "" {
		item.Attachments = []attachmentItem{attachmentItemOf(c, v)}
	}
	return item
}

func attachmentItemOf(c *call, v *world.Volume) attachmentItem {
	a := attachmentOf(c, v)
	return attachmentItem{
		VolumeID: v.ID, InstanceID: v.InstanceID, Device: v.Device, Status: v.AttachmentState,
		AttachTime: timestamp(a.At), DeleteOnTermination: a.DeleteOnTermination,
	}
}

// What gp2 and gp3 come with (Amazon EBS User Guide, "Amazon EBS volume types").
const (
	gp3IOPS       = 3000
	gp3Throughput = 125 // MiB/s
	gp2IOPSPerGiB = 3
	gp2LeastIOPS  = 100
	gp2MostIOPS   = 16000
)

// iopsOf is 0 for the types that show none.
func iopsOf(v *world.Volume) int {
	switch {
	case v.IOPS > 0:
		return v.IOPS
	case v.Type == "gp3":
		return gp3IOPS
	case v.Type == "gp2":
		return min(max(gp2IOPSPerGiB*v.SizeGiB, gp2LeastIOPS), gp2MostIOPS)
	}
	return 0
}

func throughputOf(v *world.Volume) int {
	if v.Throughput == 0 && v.Type == "gp3" {
		return gp3Throughput
	}
	return v.Throughput
}
