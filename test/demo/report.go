package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// report has the night's report made, which says where it is.
func (n *night) report(ctx context.Context) error {
	folder := filepath.Join(n.out, "report")
	command := exec.CommandContext(ctx, filepath.Join(n.bin, "report"),
		"--run", n.run, "--store", n.sim.store, "--output", folder, "--result", filepath.Join(n.out, "results", "report.json"))
	command.Env = n.sim.env
	command.Stderr = os.Stderr
	fmt.Println()
	if err := command.Run(); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	fmt.Printf("\nThe report: %s\n", filepath.Join(folder, "index.html"))
	return nil
}
