// Package fleet is the instances that a rehearsal begins with: described in
// YAML (docs/rehearsal-fleet.md), generated, or taken from the manifest of a real run.
package fleet

import (
	"patchline/internal/sim/chance"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// MaxInstances bounds a fleet, so that a slip of the finger does not fill the
// memory.
const MaxInstances = 200_000

// storeBucket is the bucket, for the runs of a rehearsal, of a fleet that no
// file names buckets for. The built-in fleet's file has the same.
const storeBucket = "patchline-rehearsal"

// Fleet is described, and not simulated yet: Build does that. Times are
// relative to the moment of Build.
type Fleet struct {
	Library   *windows.Library
	Instances []Instance
	Buckets   []string
}

// Instance is one EC2 instance. Instances may share what their fields point to.
type Instance struct {
	world.Place
	AvailabilityZone string
	ID               string
	Name             string // for ids and messages
	Type             string
	State            world.State // Running, Stopped or Terminated
	Platform         string      // EC2's PlatformDetails
	Tags             world.Tags  // with Name
	RootDevice       string
	Volumes          []Volume
	Agent            Agent
	Spot             bool
	InstanceStore    bool // the root is an instance store and no volume
	StopProtection   bool
	InstanceProfile  string   // the name of its role; "": none
	UpDays           int      // since the last boot
	Windows          *Windows // nil on Linux
}

// Volume is an EBS volume.
type Volume struct {
	ID      string
	Device  string
	SizeGiB int
	Type    string
}

// Agent is the SSM agent.
type Agent struct {
	Installed bool
	Version   string
	Lost      bool // it was there once, and its service is dead
}

// Windows is what a Windows instance runs.
type Windows struct {
	Release *windows.Release
	Role    *windows.Role
	// Caption and Version are the operating system's, where it is another than
	// the release's.
	Caption, Version string
	ComputerName     string // "": one of the form that EC2Launch gives
	Domain           string // "": WORKGROUP
	Profile          windows.Profile
	Changes          []windows.Change
	Services         []windows.Service // beside the role's, or in place of one
	Software         []windows.Program // beside the role's
	Pending          windows.RebootSources
	Search           windows.SearchFault
	Application      windows.Application // beside the role's
}

// Ids are drawn from names and not from the rehearsal's seed, so that a file of
// faults can name an instance whatever the seed is.
const idSeed chance.Seed = 0

// mint draws an id of EC2's form, such as vol-0123456789abcdef0.
func mint(kind string, seed chance.Seed, names ...string) string {
	return kind + "-0" + seed.Hex(16, append([]string{kind}, names...)...)
}

// What an instance has where its description says nothing.
const (
	defaultAccount         = "111122223333" // AWS' own example
	defaultRegion          = "eu-central-1"
	defaultType            = "m5.large"
	defaultInstanceProfile = "PatchlineInstance"
	defaultVolumeType      = "gp3"
	defaultUpDays          = 12
	defaultAgentVersion    = "3.3.2299.0"

	windowsRootDevice = "/dev/sda1"
	windowsRootGiB    = 50
	linuxRootDevice   = "/dev/xvda"
	linuxRootGiB      = 8

	platformWindows = "Windows"
	platformLinux   = "Linux/UNIX"
)
