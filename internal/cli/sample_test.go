package cli

import (
	"bytes"
	"context"
	"os"
	"slices"
	"sync"
	"time"

	"patchline/internal/cli/option"
)

// sampleOptions are those of a stage as the other packages write one.
type sampleOptions struct {
	StageOptions
	VSS    bool
	Batch  int
	Tags   []string
	Cancel bool
	Wait   time.Duration
}

// sample is a command with a flag of each kind. run may be nil.
func sample(run func(context.Context, *sampleOptions, Streams) (Outcome, error)) *Command {
	o := &sampleOptions{Batch: 50, Wait: 15 * time.Second}
	o.Timeout = 2 * time.Hour
	return &Command{
		Name:  "sample",
		Usage: "do one thing to every instance of a run",
		Description: "Does the thing once to each instance of the run's manifest that is still eligible, and waits until it is done everywhere.\n\n" +
			"It can be stopped at any point and started again with the same command: what was done is not done twice.",
		Examples: []Example{
			{Remark: "the usual case", Line: "sample --run 2025-06-erp --store s3://acme-patchline/prod"},
			{Remark: "see first what it would do", Line: "sample --run 2025-06-erp --store s3://acme-patchline/prod --dry-run"},
		},
		Flags: append(o.Flags(),
			CancelOnInterruptFlag(&o.Cancel),
			Switch(&o.VSS, "vss", "do it through VSS"),
			Value(&o.Batch, "batch", "N", "instances in one call", option.ParseInt(1, 50)),
			Value(&o.Wait, "poll", "DURATION", "time between two looks", option.ParseDuration(time.Second, time.Minute)),
			Values(&o.Tags, "tag", "KEY=VALUE", "only instances with this tag", option.ParseText),
		),
		Check: func() []Problem {
			if o.Wait > o.Timeout {
				return []Problem{{Flag: "poll", What: "is longer than --timeout", Do: "make it shorter"}}
			}
			return nil
		},
		Run: func(ctx context.Context, streams Streams) (Outcome, error) {
			if run == nil {
				return Outcome{}, nil
			}
			return run(ctx, o, streams)
		},
	}
}

// server is a command that runs until it is told to stop.
func server(run func(context.Context, Streams) error) *Command {
	return &Command{
		Name: "server", Usage: "serve until told to stop", Server: true,
		Run: func(ctx context.Context, streams Streams) (Outcome, error) { return Outcome{}, run(ctx, streams) },
	}
}

// required are the arguments without which sample does not start.
var required = []string{"--run", "night-1", "--store", "s3://acme-patchline/prod"}

// trial is one Execute on streams in memory.
type trial struct {
	Args    []string
	Env     []string
	Signals chan os.Signal
	Stdout  syncBuffer
	Stderr  syncBuffer
}

func (tr *trial) execute(command *Command) Code {
	return Execute(context.Background(), command, Process{
		Args: slices.Concat([]string{command.Name}, tr.Args), Env: tr.Env,
		Stdout: &tr.Stdout, Stderr: &tr.Stderr, Signals: tr.Signals,
	})
}

// syncBuffer is a bytes.Buffer for several goroutines.
type syncBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
