package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// simulator is the stand-in's process.
type simulator struct {
	process *exec.Cmd
	env     []string // what reaches it, and nothing else of AWS
	url     string
	store   string
}

// ready is how long the stand-in gets to listen.
const ready = 10 * time.Second

// startSim starts it with a setting of --powershell.
func startSim(ctx context.Context, bin, out, powerShell string) (*simulator, error) {
	envFile := filepath.Join(out, "fleet-sim.env")
	log, err := os.Create(filepath.Join(out, "fleet-sim.log"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }() // the process has its own
	process := exec.CommandContext(ctx, filepath.Join(bin, "fleet-sim"),
		"--listen", "127.0.0.1:0", "--speed", speed, "--powershell", powerShell, "--env-file", envFile)
	process.Stderr = log
	process.Cancel = func() error { return process.Process.Signal(syscall.SIGTERM) }
	process.WaitDelay = ready
	if err := process.Start(); err != nil {
		return nil, err
	}
	s := &simulator{process: process}
	deadline := time.Now().Add(ready)
	for time.Now().Before(deadline) {
		if text, err := os.ReadFile(envFile); err == nil {
			s.read(string(text))
			return s, nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil, errors.Join(fmt.Errorf("fleet-sim did not listen within %s: see %s", ready, log.Name()), s.stop())
}

// read takes the variables from the lines that fleet-sim wrote for a shell.
func (s *simulator) read(text string) {
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "AWS_") && !strings.HasPrefix(variable, "PATCHLINE_") {
			s.env = append(s.env, variable)
		}
	}
	for line := range strings.Lines(text) {
		variable, found := strings.CutPrefix(strings.TrimSpace(line), "export ")
		if !found {
			continue
		}
		s.env = append(s.env, variable)
		name, value, _ := strings.Cut(variable, "=")
		switch name {
		case "AWS_ENDPOINT_URL":
			s.url = value
		case "PATCHLINE_STORE":
			s.store = value
		}
	}
}

func (s *simulator) stop() error {
	_ = s.process.Process.Signal(syscall.SIGTERM) // it may be gone already
	return s.process.Wait()
}
