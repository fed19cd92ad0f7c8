// Package stage is the frame of every stage: it opens the run, says who goes
// on, and records what became of them.
package stage

import (
	"log/slog"
	"time"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/cli/progress"
)

// Options are what a stage needs beside its own.
type Options struct {
	cli.StageOptions
	// Connect is how AWS is reached; nil: by the SDK's own chain.
	Connect awsx.Connector
	// Poll is the shortest time between two looks at what is waited for.
	Poll     time.Duration
	Log      *slog.Logger
	Progress *progress.Progress
}

const (
	// DefaultPoll keeps a look to some calls a minute, and is short beside
	// what is waited for.
	DefaultPoll = 10 * time.Second
	// LongestPoll bounds the time between two looks: nobody should wait much
	// longer than what is waited for.
	LongestPoll = 2 * time.Minute
	// shortestPoll serves a stand-in that runs many times as fast.
	shortestPoll = 50 * time.Millisecond
)

// Consistency is how long EC2 may hide what was just created, or show a state
// of before a change. AWS gives no figure; minutes are not seen.
const Consistency = time.Minute

// Defaults are the options of a stage that may work for a time.
func Defaults(timeout time.Duration) Options {
	o := Options{Poll: DefaultPoll}
	o.Timeout = timeout
	return o
}

// WaitFlags are the flags of a stage that waits.
func (o *Options) WaitFlags() []*cli.Flag {
	return append(o.Flags(),
		cli.Value(&o.Poll, "poll", "DURATION", "shortest time between two looks at what is waited for", option.ParseDuration(shortestPoll, LongestPoll)))
}

// Use takes the streams of the command line.
func (o *Options) Use(s cli.Streams) { o.Log, o.Progress = s.Log, s.Progress }
