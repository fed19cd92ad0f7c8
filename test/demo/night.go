package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"patchline/internal/cli"
	"patchline/internal/run"
)

// night is one patch day.
type night struct {
	bin, out  string
	sim       *simulator
	run       string
	simulated time.Duration
}

// step is one call of a binary.
type step struct {
	binary string
	args   []string
}

// steps are the night in the order of the Jenkinsfile.
func steps() []step {
	all := []step{
		{"discover", []string{"--tag", "PatchGroup=monthly"}},
		{"snapshot", nil},
		{"start", nil},
	}
	for _, document := range run.PatchDay {
		all = append(all,
			step{"run-doc", []string{"--document", document}},
			step{"wait-marker", []string{"--document", document}})
	}
	return append(all, step{"restore", nil}, step{"confirm", nil})
}

// waits are the binaries that have --poll.
var waits = map[string]bool{"snapshot": true, "start": true, "wait-marker": true, "restore": true, "confirm": true}

func (n *night) through(ctx context.Context) error {
	before, err := n.now(ctx)
	if err != nil {
		return err
	}
	all := steps()
	for i, s := range all {
		began := time.Now()
		outcome, err := n.do(ctx, i+1, s)
		if err != nil {
			return err
		}
		fmt.Printf("%2d of %d  %-60s  %-40s %5.1f s\n", i+1, len(all), s, outcome, time.Since(began).Seconds())
	}
	after, err := n.now(ctx)
	n.simulated = after.Sub(before)
	return err
}

// String is the step as one types it, but for the options that all have.
func (s step) String() string { return strings.Join(append([]string{s.binary}, s.args...), " ") }

// do runs a binary and gives its counts. That some instances failed does not
// end the night.
func (n *night) do(ctx context.Context, number int, s step) (cli.Counts, error) {
	result := filepath.Join(n.out, "results", fmt.Sprintf("%02d-%s.json", number, s.binary))
	if err := os.MkdirAll(filepath.Dir(result), 0o750); err != nil {
		return cli.Counts{}, err
	}
	args := append([]string{"--run", n.run, "--store", n.sim.store, "--max-failed", "50%", "--result", result, "--log-level", "error"}, s.args...)
	if waits[s.binary] {
		args = append(args, "--poll", "100ms")
	}
	command := exec.CommandContext(ctx, filepath.Join(n.bin, s.binary), args...)
	command.Env = n.sim.env
	command.Stderr = os.Stderr
	err := command.Run()
	if code := cli.Code(command.ProcessState.ExitCode()); code != cli.CodeOK && code != cli.CodeSomeFailed {
		return cli.Counts{}, fmt.Errorf("%s ended with %d: %s (%w)", s, code, code, err)
	}
	var answer cli.Result
	text, err := os.ReadFile(result)
	if err == nil {
		err = json.Unmarshal(text, &answer)
	}
	return answer.Outcomes, err
}

// now is the simulated moment.
func (n *night) now(ctx context.Context) (time.Time, error) {
	var answer struct {
		Now time.Time `json:"now"`
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, n.sim.url+"/_sim/time", nil)
	if err != nil {
		return answer.Now, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer.Now, err
	}
	defer response.Body.Close()
	return answer.Now, json.NewDecoder(response.Body).Decode(&answer)
}
