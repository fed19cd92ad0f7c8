package run

import "time"

// Manifest is what a run is about, written once by discover. It is the power
// ledger: what restore brings back is read from it.
type Manifest struct {
	Schema    int       `json:"schema"`
	Run       string    `json:"run"`
	CreatedAt time.Time `json:"createdAt"`
	// Selection is the tags that were asked for: every key, any of its values.
	Selection map[string][]string `json:"selection"`
	Targets   []Target            `json:"targets"`
	Instances []Instance          `json:"instances"`
	LeftOut   []LeftOut           `json:"leftOut"`
}

// Target is one account and Region, with the role that is assumed to reach it.
type Target struct {
	Account string `json:"account"`
	Region  string `json:"region"`
	Role    string `json:"role,omitempty"` // ARN; "": the credentials at hand
}

// String gives "account/region".
func (t Target) String() string { return t.Account + "/" + t.Region }

// The power states that restore brings back.
const (
	StateRunning = "running"
	StateStopped = "stopped"
)

// Instance is one instance as it was at discovery.
type Instance struct {
	ID               string            `json:"id"`
	Account          string            `json:"account"`
	Region           string            `json:"region"`
	AvailabilityZone string            `json:"availabilityZone"`
	Type             string            `json:"type"`
	Platform         string            `json:"platform"` // EC2's PlatformDetails
	State            string            `json:"state"`    // StateRunning or StateStopped
	Name             string            `json:"name"`
	Owner            string            `json:"owner"`
	Application      string            `json:"application"`
	Tags             map[string]string `json:"tags"`
	RootDevice       string            `json:"rootDevice"`
	Volumes          []Volume          `json:"volumes"`
	Agent            Agent             `json:"agent"`
}

// Volume is one EBS volume of an instance.
type Volume struct {
	ID      string `json:"id"`
	Device  string `json:"device"`
	SizeGiB int    `json:"sizeGiB"`
}

// Agent is what Systems Manager knew of the instance.
type Agent struct {
	PingStatus   string `json:"pingStatus"`
	Version      string `json:"version"`
	OSName       string `json:"osName"`
	OSVersion    string `json:"osVersion"`
	ComputerName string `json:"computerName"`
}

// LeftOut is an instance of the selection that is not patched, and why.
type LeftOut struct {
	ID      string `json:"id"`
	Account string `json:"account"`
	Region  string `json:"region"`
	Reason  string `json:"reason"`
}
