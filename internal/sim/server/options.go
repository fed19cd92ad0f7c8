// Package server is the stand-in as a program: fleet-sim.
package server

import (
	"context"
	"fmt"
	"math"
	"net"
	"strconv"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/pwsh"
	"patchline/internal/sim/fleet"
)

// Options are what fleet-sim is told.
type Options struct {
	Listen   string // host:port; port 0: any that is free
	Fleet    string // file
	Generate int    // instances; 0: not
	Manifest string // file
	Faults   string // file
	Seed     int64
	Speed    float64
	State    string // file
	// Store is where documents find what they download; without a bucket, the
	// stand-in's own.
	Store option.Store
	// PowerShell is auto, off or a path.
	PowerShell   string
	Unlimited    bool
	EnvFile      string // file
	seedGiven    bool
	powerShellAt string
}

const (
	defaultListen = "127.0.0.1:8599"
	slowest       = 0.01
	fastest       = 100_000
)

// NewCommand is the command line of fleet-sim.
func NewCommand() *cli.Command {
	o := Options{Listen: defaultListen, Speed: 1, PowerShell: "auto"}
	return &cli.Command{
		Name:   "fleet-sim",
		Usage:  "a stand-in for EC2, Systems Manager, STS and S3, with a fleet of Windows instances behind it",
		Server: true,
		Description: "Serves the AWS APIs that a patch day uses, on one port and for any AWS client: set the variables that it prints. " +
			"Nothing leaves this machine and nothing costs anything. Signatures are not checked, and an access key of 12 digits is that account.\n\n" +
			"Without --fleet, --generate and --manifest it has a built-in fleet of 12 instances. " +
			"GET /_sim/ lists what a test may ask it besides. docs/rehearsal.md says what is simulated, how truly, and what is not.",
		Examples: []cli.Example{
			{Remark: "the built-in fleet, a minute of the night in a second", Line: "fleet-sim --speed 60"},
			{Remark: "one's own fleet, with faults", Line: "fleet-sim --manifest manifest.json --faults faults.yaml --seed 7"},
			{Remark: "a rehearsal that can be stopped and gone on with", Line: "fleet-sim --generate 300 --state rehearsal.json"},
		},
		Flags: []*cli.Flag{
			cli.Value(&o.Listen, "listen", "HOST:PORT", "where to listen; port 0 takes a free one. Anyone who reaches it may change the fleet: beyond loopback it is open to the network", parseListen),
			cli.Value(&o.Fleet, "fleet", "FILE", "YAML file of the fleet", option.ParseExistingFile),
			cli.Value(&o.Generate, "generate", "N", "a fleet of N instances, by --seed", option.ParseInt(1, fleet.MaxInstances)),
			cli.Value(&o.Manifest, "manifest", "FILE", "a manifest that discover wrote: one's own fleet, as it was then", option.ParseExistingFile),
			cli.Value(&o.Faults, "faults", "FILE", "YAML file of what goes wrong", option.ParseExistingFile),
			cli.Value(&o.Seed, "seed", "N", "what chance is drawn from: the same seed gives the same night. It wins over the seed in the file of --faults; a saved state goes on with its own", o.parseSeed),
			cli.Value(&o.Speed, "speed", "N", "how many times as fast as real time the simulated world goes", parseSpeed),
			cli.Value(&o.State, "state", "FILE", "keep the state here: it is gone on with when the file exists, and written every 30 s and at the end", option.ParseNewFile),
			cli.Value(&o.Store, "own-store", "s3://BUCKET/PREFIX", "the store that it begins with, where the scripts are that the project's documents download; without it, below patchline/ in the fleet's first bucket", option.ParseStore),
			cli.Value(&o.PowerShell, "powershell", "auto|PATH|off", "run documents' scripts on this PowerShell; auto looks for pwsh and pwsh-lite on PATH; without one a Go agent does what the project's documents do", o.parsePowerShell),
			cli.Switch(&o.Unlimited, "unlimited", "no token buckets: nothing is throttled but by faults"),
			cli.Value(&o.EnvFile, "env-file", "FILE", "write the variables into this file as well, once it listens", option.ParseNewFile),
		},
		Check: o.check,
		Run: func(ctx context.Context, streams cli.Streams) (cli.Outcome, error) {
			return cli.Outcome{}, Run(ctx, o, streams)
		},
	}
}

func parseListen(text string) (string, error) {
	host, port, err := net.SplitHostPort(text)
	number, portErr := strconv.ParseUint(port, 10, 16)
	if err != nil || portErr != nil || host == "" {
		return "", &option.InvalidError{What: fmt.Sprintf("%q is not an address", text), Do: "give HOST:PORT, such as " + defaultListen}
	}
	_ = number
	return text, nil
}

func (o *Options) parseSeed(text string) (int64, error) {
	seed, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, &option.InvalidError{What: fmt.Sprintf("%q is not a whole number", text), Do: "give one such as 7"}
	}
	o.seedGiven = true
	return seed, nil
}

func parseSpeed(text string) (float64, error) {
	speed, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(speed) || speed < slowest || speed > fastest {
		return 0, &option.InvalidError{What: fmt.Sprintf("%q is not a speed", text), Do: fmt.Sprintf("give a number from %v to %d, such as 60", slowest, fastest)}
	}
	return speed, nil
}

func (o *Options) parsePowerShell(text string) (string, error) {
	path, err := pwsh.Find(text)
	if err != nil {
		return "", &option.InvalidError{What: err.Error(), Do: "give auto, off or the path of a PowerShell"}
	}
	o.powerShellAt = path
	return text, nil
}

// check refuses two sources of one fleet.
func (o *Options) check() []cli.Problem {
	var given []string
	if o.Fleet != "" {
		given = append(given, "fleet")
	}
	if o.Generate > 0 {
		given = append(given, "generate")
	}
	if o.Manifest != "" {
		given = append(given, "manifest")
	}
	if len(given) < 2 {
		return nil
	}
	return []cli.Problem{{Flag: given[1], What: "comes with --" + given[0], Do: "give one of --fleet, --generate and --manifest"}}
}
