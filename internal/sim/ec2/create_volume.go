package ec2

import (
	"strings"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

// sizes are the least and the most GiB of each type (API reference, CreateVolume).
var sizes = map[string]struct{ least, most int }{
	"gp2": {1, 16384}, "gp3": {1, 65536}, "io1": {4, 16384}, "io2": {4, 65536},
	"st1": {125, 16384}, "sc1": {125, 16384}, "standard": {1, 1024},
}

// defaultType is what CreateVolume makes when it is not told (API reference).
const defaultType = "gp2"

type createVolumeInput struct {
	dry
	AvailabilityZone string             `form:"AvailabilityZone"`
	Encrypted        bool               `form:"Encrypted"`
	IOPS             *int               `form:"Iops"`
	Size             *int               `form:"Size"`
	SnapshotID       string             `form:"SnapshotId"`
	VolumeType       string             `form:"VolumeType"`
	Throughput       *int               `form:"Throughput"`
	ClientToken      string             `form:"ClientToken" json:"-"`
	Tags             []tagSpecification `form:"TagSpecification"`

	ZoneID         string `form:"AvailabilityZoneId,unsimulated"`
	KMSKey         string `form:"KmsKeyId,unsimulated"`
	Outpost        string `form:"OutpostArn,unsimulated"`
	MultiAttach    bool   `form:"MultiAttachEnabled,unsimulated"`
	Initialization string `form:"VolumeInitializationRate,unsimulated"`
	Operator       string `form:"Operator,unsimulated"`
}

type volumeAnswer struct {
	meta
	volumeItem
}

func createVolume(c *call, in *createVolumeInput) (deed, *apierr.Error) {
	before, refused := c.repeated(in.ClientToken, in)
	if refused != nil {
		return nil, refused
	}
	if before != "" {
		v, refused := volumes.one(c, before)
		if refused != nil {
			return nil, refused
		}
		return shows(created(c, v)), nil
	}
	v, refused := in.volume(c)
	if refused != nil {
		return nil, refused
	}
	return func() (answer, *apierr.Error) {
		c.world.BeginVolume(v)
		c.remember(in.ClientToken, in, v.ID)
		return created(c, v), nil
	}, nil
}

func created(c *call, v *world.Volume) answer {
	item := volumeItemOf(c, v)
	item.Tags = newTags(v.Tags)
	return &volumeAnswer{volumeItem: item}
}

// volume is the volume that is asked for, not yet in the world.
func (in *createVolumeInput) volume(c *call) (*world.Volume, *apierr.Error) {
	v := &world.Volume{
		Place: c.Place, AvailabilityZone: in.AvailabilityZone, Type: in.VolumeType, Encrypted: in.Encrypted,
		IOPS: optional(in.IOPS), Throughput: optional(in.Throughput), SizeGiB: optional(in.Size),
	}
	if refused := in.checkZone(c); refused != nil {
		return nil, refused
	}
	var refused *apierr.Error
	if v.Tags, refused = specifiedTags(in.Tags, "volume"); refused != nil {
		return nil, refused
	}
	if in.SnapshotID == "" && in.Size == nil {
		return nil, missingParameter("size/snapshotId")
	}
	if in.SnapshotID != "" {
		if refused := in.from(c, v); refused != nil {
			return nil, refused
		}
	}
	if v.Type == "" {
		v.Type = defaultType
	}
	return v, checkVolume(v)
}

func (in *createVolumeInput) checkZone(c *call) *apierr.Error {
	letter, found := strings.CutPrefix(in.AvailabilityZone, c.Region)
	switch {
	case in.AvailabilityZone == "":
		return missingParameter("AvailabilityZone")
	case !found || len(letter) != 1 || letter < "a" || letter > "f":
		return apierr.New("InvalidZone.NotFound", "The zone '%s' does not exist.", clip(in.AvailabilityZone))
	}
	return nil
}

// from takes over what a snapshot gives: its size at least, its encryption, and
// the system on it.
func (in *createVolumeInput) from(c *call, v *world.Volume) *apierr.Error {
	s, refused := completedSnapshot(c, in.SnapshotID)
	if refused != nil {
		return refused
	}
	if in.Size == nil {
		v.SizeGiB = s.VolumeSize
	}
	if v.SizeGiB < s.VolumeSize {
		return invalidValue("Volume of size %dGiB is smaller than snapshot '%s', expect size >= %dGiB", v.SizeGiB, s.ID, s.VolumeSize)
	}
	v.SnapshotID, v.Disk = s.ID, s.Disk
	v.Encrypted = v.Encrypted || s.Encrypted
	return nil
}

func checkVolume(v *world.Volume) *apierr.Error {
	size, found := sizes[v.Type]
	switch {
	case !found:
		return apierr.New("UnknownVolumeType", "Unsupported volume type '%s' for volume creation.", clip(v.Type))
	case v.SizeGiB < size.least || v.SizeGiB > size.most:
		return invalidValue("Volume size is invalid: %s takes %d to %d GiB, not %d", v.Type, size.least, size.most, v.SizeGiB)
	case v.Throughput != 0 && v.Type != "gp3":
		return invalidCombination("The parameter throughput is not supported for %s volumes.", v.Type)
	case v.IOPS < 0 || v.Throughput < 0:
		return invalidValue("Iops and throughput must not be negative.")
	case v.IOPS == 0 && (v.Type == "io1" || v.Type == "io2"):
		return missingParameter("iops")
	}
	return nil
}

func optional(number *int) int {
	if number == nil {
		return 0
	}
	return *number
}
