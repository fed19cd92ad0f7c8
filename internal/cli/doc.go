// Package cli is what every Patchline binary shares on the command line: flags
// with environment variables, checks that report every problem at once, exit
// codes, the JSON result, logs, progress and signals.
//
// A stage's package exports NewCommand, an Options struct and Run, and its main
// is one line:
//
//	func main() { cli.Main(snapshot.NewCommand(awsclient.Connect)) }
//
//	func NewCommand(connect Connect) *cli.Command {
//		options := Options{Stage: cli.StageOptions{Timeout: 2 * time.Hour}}
//		return &cli.Command{
//			Name:  "snapshot",
//			Usage: "take a snapshot of every instance of a run",
//			Flags: append(options.Stage.Flags(),
//				cli.Switch(&options.VSS, "vss", "take snapshots through VSS")),
//			Run: func(ctx context.Context, streams cli.Streams) (cli.Outcome, error) {
//				options.Log, options.Progress = streams.Log, streams.Progress
//				return Run(ctx, options)
//			},
//		}
//	}
//
// Standard output carries the result and nothing else; logs, problems and
// progress go to standard error. Execute does all this on the streams, arguments,
// environment and signals that it is given, so that a test needs no process.
//
// A panic becomes exit code 1 only in the goroutine that Run was called on: Go
// ends the process with code 2 when any other goroutine panics. A stage that
// starts goroutines recovers in each of them.
package cli

// Version is the version that --version and the result show. The linker sets it:
// -ldflags "-X patchline/internal/cli.Version=v1.2.3".
var Version = "dev"
