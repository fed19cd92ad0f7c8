package ec2_test

import (
	"fmt"
	"time"

	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

const (
	account = "111122223333"
	region  = "eu-central-1"
	zone    = region + "a"
)

var place = world.Place{Account: account, Region: region}

// addInstance puts a running Windows instance with a root volume of 50 GiB and
// a data volume of 100 into the world, under the lock.
func addInstance(w *world.World, id string, change ...func(*world.Instance)) {
	i := &world.Instance{
		Place: place, ID: id, ReservationID: "r-" + id[2:], AvailabilityZone: zone, Type: "m5.large",
		ImageID: "ami-0123456789abcdef0", VPC: "vpc-0a", Subnet: "subnet-0a", PrivateIP: "10.0.0.7",
		InstanceProfile: "Patchline", RootDevice: "/dev/sda1", PlatformDetails: "Windows",
		Tags:  world.Tags{{Key: "Name", Value: "name of " + id}, {Key: "Application", Value: "payroll"}, {Key: "Owner", Value: "finance"}},
		State: world.Running, LaunchTime: w.Now().Add(-24 * time.Hour),
		Agent:   world.Agent{Installed: true, Version: "3.3.1.0", OSUp: true, UpSince: w.Now().Add(-23 * time.Hour)},
		Windows: &windows.Machine{ComputerName: "WIN-" + id},
	}
	site := w.Site(place)
	for n, device := range []string{"/dev/sda1", "xvdf"} {
		v := &world.Volume{
			Place: place, ID: fmt.Sprintf("vol-%d%s", n, id[3:]), AvailabilityZone: zone, SizeGiB: 50 * (n + 1), Type: "gp3",
			Created: w.Now().Add(-48 * time.Hour), State: world.VolumeInUse, InstanceID: id, Device: device, AttachmentState: world.VolumeAttached,
			Tags: world.Tags{{Key: "Disk", Value: device}},
		}
		if n == 0 {
			v.RootOf = []string{id}
		}
		site.Volumes.Add(v)
		i.Attachments = append(i.Attachments, world.Attachment{Device: device, VolumeID: v.ID, At: v.Created, DeleteOnTermination: n == 0})
	}
	for _, do := range change {
		do(i)
	}
	site.Instances.Add(i)
}
