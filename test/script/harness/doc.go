// Package harness runs .txtar scripts over the real binaries, with a stand-in
// for AWS that they start themselves. It builds on testscript, whose
// documentation has the form of a script and the commands exec, cmp, stdout,
// stderr, grep, env, cp and the others.
//
// A script begins in an empty folder, $WORK, with no AWS and no PATCHLINE
// variable, with the binaries first in PATH. It fails when a binary reports a
// data race, or a fleet-sim that it started does not end with 0.
//
// The commands that are added to testscript's:
//
//	fleet-sim-start [flag...]
//	    Starts a fleet-sim on a free port, waits until it answers, and sets
//	    the variables that it prints. $WORK/fleet-sim.env has them as a file.
//	    Only one runs at a time. It is stopped at the end of the script.
//
//	fleet-sim-stop [INT|TERM|KILL]
//	    Stops it (TERM, unless named), and gives what it has written to stdout
//	    and stderr. But for KILL it has to end with 0.
//
//	exits CODE program [arg...] [&]
//	    Runs a program as exec does, and wants that exit code. With & it runs
//	    beside the script, and await looks at the code.
//
//	send INT|TERM|KILL program
//	    Sends a signal to a program that exits has started with &.
//
//	await program
//	    Waits for its end, checks its exit code, and gives what it has written
//	    to stdout and stderr.
//
//	[!] call ec2|sts Action [Name=value...]
//	[!] call ssm Action [JSON]
//	[!] call s3 METHOD /bucket/key [body]
//	[!] call sim METHOD path [body]
//	    Calls the stand-in as the account of AWS_ACCESS_KEY_ID in AWS_REGION,
//	    and gives the body of the answer to stdout: any other status than one
//	    of success is a failure. sim is its own API, below /_sim/.
//
//	until PATTERN call ...
//	    Repeats a call until its answer matches, for half a minute.
//
//	capture NAME PATTERN
//	    Sets a variable to the first group of the pattern in stdout.
package harness
