// Demo runs a whole patch day on this machine: it starts the stand-in with its
// built-in fleet and goes through the night with the real binaries, in the
// order of the Jenkinsfile. With POWERSHELL=1 in the environment every instance
// runs the documents' real scripts.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// speed is how many times as fast as real the simulated night goes.
const speed = "240"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := demo(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func demo(ctx context.Context) (err error) {
	bin, err := filepath.Abs("bin")
	if err != nil {
		return err
	}
	out := filepath.Join("bin", "demo")
	if err := errors.Join(os.RemoveAll(out), os.MkdirAll(out, 0o750)); err != nil {
		return err
	}
	began := time.Now()
	shell, err := powerShell()
	if err != nil {
		return err
	}
	fmt.Println("A patch day of the built-in fleet on fleet-sim, a stand-in for AWS: everything below is simulated.")
	fmt.Println(scriptsRunOn(shell))
	sim, err := startSim(ctx, bin, out, shell)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sim.stop()) }()

	n := &night{bin: bin, out: out, sim: sim, run: "demo-" + began.UTC().Format("2006-01-02")}
	if err := n.through(ctx); err != nil {
		return err
	}
	if err := n.summary(ctx); err != nil {
		return err
	}
	fmt.Printf("\nDone in %.0f s, for a night of %s simulated.\n", time.Since(began).Seconds(), n.simulated.Round(time.Minute))
	return n.report(ctx)
}
