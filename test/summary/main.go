// Summary runs `go test` with the arguments it is given, shows what fails as
// it fails, and closes with the reason of every skipped test, what tests note, and
// one line of counts:
//
//	skipped: TestTour: aws is not installed (pip install awscli)
//	note: scripts run on /usr/bin/pwsh
//	412 passed, 0 failed, 1 skipped
//
// It exits with 1 when a test fails, a package does not build, or no test ran.
//
// It is a program of this module rather than a tool such as gotestsum so that
// `make test` downloads nothing that the product does not need.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		os.Exit(1) // The summary has said why.
	}
}

// run starts `go test -json` with args and writes its summary to out. The
// error is nil only if at least one test ran and nothing failed.
func run(ctx context.Context, args []string, out io.Writer) error {
	cmd := exec.CommandContext(ctx, "go", append([]string{"test", "-json"}, args...)...)
	cmd.Stderr = out
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("connecting to go test: %w", err)
	}
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(out, err)
		return fmt.Errorf("starting go test: %w", err)
	}
	t := newTally(out)
	readErr := read(stdout, t)
	return t.close(errors.Join(readErr, cmd.Wait()))
}

// read feeds the events of a `go test -json` stream to t. A line that is no
// event, such as what a test binary prints past the test framework, is shown
// as it is.
func read(stream io.Reader, t *tally) error {
	lines := bufio.NewReader(stream) // Not a Scanner: a line has no longest length.
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) == nil {
				t.add(e)
			} else {
				fmt.Fprintf(t.out, "%s", line)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading the output of go test: %w", err)
		}
	}
}
