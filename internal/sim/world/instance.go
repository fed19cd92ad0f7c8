package world

import (
	"time"

	"patchline/internal/sim/faults"
	"patchline/internal/sim/windows"
)

// State is an instance's state name as EC2 writes it.
type State string

// The states of an instance, with EC2's codes in Code.
const (
	Pending      State = "pending"
	Running      State = "running"
	ShuttingDown State = "shutting-down"
	Terminated   State = "terminated"
	Stopping     State = "stopping"
	Stopped      State = "stopped"
)

// Code is EC2's number of a state.
func (s State) Code() int {
	switch s {
	case Running:
		return 16
	case ShuttingDown:
		return 32
	case Terminated:
		return 48
	case Stopping:
		return 64
	case Stopped:
		return 80
	default:
		return 0
	}
}

// Tag is one tag; tags keep their order.
type Tag struct{ Key, Value string }

// Tags are a resource's tags, at most one a key.
type Tags []Tag

// Get finds a tag's value.
func (t Tags) Get(key string) (string, bool) {
	for _, tag := range t {
		if tag.Key == key {
			return tag.Value, true
		}
	}
	return "", false
}

// Set adds or replaces a tag.
func (t *Tags) Set(key, value string) {
	for i := range *t {
		if (*t)[i].Key == key {
			(*t)[i].Value = value
			return
		}
	}
	*t = append(*t, Tag{key, value})
}

// Delete removes a tag, if it is there.
func (t *Tags) Delete(key string) {
	for i := range *t {
		if (*t)[i].Key == key {
			*t = append((*t)[:i:i], (*t)[i+1:]...)
			return
		}
	}
}

// Map gives the tags by key.
func (t Tags) Map() map[string]string {
	m := make(map[string]string, len(t))
	for _, tag := range t {
		m[tag.Key] = tag.Value
	}
	return m
}

// Attachment is a volume's place on an instance.
type Attachment struct {
	Device              string
	VolumeID            string
	At                  time.Time
	DeleteOnTermination bool
}

// Instance is one EC2 instance with what runs on it. Names follow EC2's.
type Instance struct {
	Place
	ID               string
	ReservationID    string
	AvailabilityZone string
	Type             string
	ImageID          string
	VPC, Subnet      string
	PrivateIP        string
	InstanceProfile  string // role name; the role id is drawn from it
	Spot             bool
	InstanceStore    bool // root device type instance-store
	StopProtection   bool
	RootDevice       string // such as /dev/sda1
	PlatformDetails  string // Windows, Linux/UNIX, ...
	Attachments      []Attachment
	Tags             Tags

	State State
	// StateAt is when State last changed, and StateBefore what it was; zero
	// and empty for an instance that never changed.
	StateAt         time.Time
	StateBefore     State
	StateReasonCode string // such as Client.UserInitiatedShutdown; may be empty
	StateReason     string
	LaunchTime      time.Time // of the last start
	// Epoch goes up with every change of power: events of an older one are void.
	Epoch int
	// Impaired: the instance status check fails, since Windows did not boot.
	Impaired bool
	// NoSystem: the root volume holds nothing that this instance can boot.
	NoSystem bool

	Agent   Agent
	Windows *windows.Machine // nil on Linux
}

// IsWindows tells what EC2's platform field says.
func (i *Instance) IsWindows() bool { return i.Windows != nil }

// Up tells whether the operating system runs and nothing has cut it off.
func (i *Instance) Up() bool { return i.State == Running && i.Agent.OSUp }

// FaultTarget is the instance as the plan of faults sees it.
func (i *Instance) FaultTarget(document string) faults.Target {
	return faults.Target{Instance: i.ID, Tags: i.Tags.Map(), Document: document}
}

// StateSeen is the state as a describe shows it that lags behind: a change of
// the last lag is not seen yet.
func (i *Instance) StateSeen(now time.Time, lag time.Duration) State {
	if i.StateBefore != "" && now.Sub(i.StateAt) < lag {
		return i.StateBefore
	}
	return i.State
}

// RootVolume is the attachment of the root device; the zero value without one.
func (i *Instance) RootVolume() Attachment {
	for _, a := range i.Attachments {
		if a.Device == i.RootDevice {
			return a
		}
	}
	return Attachment{}
}
