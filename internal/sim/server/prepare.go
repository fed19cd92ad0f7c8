package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"

	"patchline/internal/cli"
	"patchline/internal/pwsh"
	"patchline/internal/sim"
	"patchline/internal/sim/chance"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/fleet"
)

// prepare makes the stand-in of the options. What is wrong in a file is a
// problem of its flag.
func prepare(ctx context.Context, o Options, log *slog.Logger) (*sim.Sim, error) {
	options := sim.Options{Seed: chance.Seed(o.Seed), Speed: o.Speed, Unlimited: o.Unlimited, PowerShell: o.powerShellAt, Store: o.Store}
	var problems []cli.Problem
	wrong := func(flag string, err error) {
		if err != nil {
			problems = append(problems, cli.Problem{Flag: flag, What: err.Error(), Do: "mend the file, or give another"})
		}
	}
	if o.PowerShell == "auto" && o.powerShellAt == "" {
		// The default was never parsed. That none is there is no error then.
		options.PowerShell, _ = pwsh.Find(o.PowerShell)
	}
	if o.Faults != "" {
		wrong("faults", o.readFaults(&options))
	}
	state, err := os.ReadFile(o.State)
	switch {
	case o.State == "" || errors.Is(err, fs.ErrNotExist):
		flag, err := o.readFleet(&options)
		wrong(flag, err)
	case err != nil:
		wrong("state", err)
	default:
		options.State = state
		log.Info("going on with the saved state; it has a fleet of its own", "file", o.State)
	}
	if len(problems) > 0 {
		return nil, cli.Usage(problems...)
	}
	if options.PowerShell != "" {
		log.Info("scripts are run by a PowerShell", "path", options.PowerShell)
	} else {
		log.Info("there is no PowerShell: a Go agent does what the project's documents do")
	}
	s, err := sim.New(ctx, options)
	if err != nil && options.State != nil {
		return nil, cli.Usage(cli.Problem{Flag: "state", What: o.State + ": " + err.Error(), Do: "give another file, or remove it to begin anew"})
	}
	return s, err
}

func (o Options) readFaults(options *sim.Options) error {
	return open(o.Faults, func(r io.Reader) error {
		plan, err := faults.LoadPlan(o.Faults, r)
		if err != nil {
			return err
		}
		options.Faults = plan.Rules
		if !o.seedGiven {
			options.Seed = plan.Seed
		}
		return nil
	})
}

// readFleet gives the flag that the fleet comes from, too.
func (o Options) readFleet(options *sim.Options) (string, error) {
	var err error
	switch {
	case o.Fleet != "":
		return "fleet", open(o.Fleet, func(r io.Reader) error {
			options.Fleet, err = fleet.Load(o.Fleet, r)
			return err
		})
	case o.Manifest != "":
		return "manifest", open(o.Manifest, func(r io.Reader) error {
			if options.Fleet, err = fleet.FromManifest(r); err != nil {
				return fmt.Errorf("%s: %w", o.Manifest, err)
			}
			return nil
		})
	case o.Generate > 0:
		options.Fleet, err = fleet.Generate(o.Generate, options.Seed)
		return "generate", err
	default:
		options.Fleet = fleet.Default()
		return "", nil
	}
}

func open(name string, read func(io.Reader) error) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it was only read
	return read(file)
}
