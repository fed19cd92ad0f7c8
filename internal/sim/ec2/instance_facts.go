package ec2

import (
	"strings"

	"patchline/internal/sim/identity"
	"patchline/internal/sim/world"
)

// What every simulated instance is.
const (
	architecture   = "x86_64"
	hypervisor     = "xen" // EC2 says so of Nitro as well
	virtualization = "hvm"
	tenancy        = "default"
)

func platform(i *world.Instance) string {
	if i.IsWindows() {
		return "windows"
	}
	return "" // EC2 leaves it out for Linux
}

func lifecycle(i *world.Instance) string {
	if i.Spot {
		return "spot"
	}
	return "" // and for on-demand instances
}

func rootDeviceType(i *world.Instance) string {
	if i.InstanceStore {
		return "instance-store"
	}
	return "ebs"
}

// privateDNSName is the IP name that EC2 gives by default.
func privateDNSName(i *world.Instance) string {
	if i.PrivateIP == "" {
		return ""
	}
	domain := i.Region + ".compute.internal"
	if i.Region == "us-east-1" {
		domain = "ec2.internal"
	}
	return "ip-" + strings.ReplaceAll(i.PrivateIP, ".", "-") + "." + domain
}

func profileARN(i *world.Instance) string {
	if i.InstanceProfile == "" {
		return ""
	}
	return "arn:aws:iam::" + i.Account + ":instance-profile/" + i.InstanceProfile
}

// profileID is an instance profile's unique id, drawn from its role's.
func profileID(i *world.Instance) string {
	role := identity.Role{Account: i.Account, Name: i.InstanceProfile}.ID()
	return "AIPA" + strings.TrimPrefix(role, "AROA")
}

// transitionReason is the older form of the state's reason, with its moment.
func transitionReason(i *world.Instance) string {
	if i.StateReasonCode != "Client.UserInitiatedShutdown" {
		return ""
	}
	if i.StateAt.IsZero() {
		return "User initiated"
	}
	return "User initiated (" + i.StateAt.UTC().Format("2006-01-02 15:04:05") + " GMT)"
}
