// Snapshot takes a snapshot of every instance of a run.
package main

import (
	"patchline/internal/cli"
	"patchline/internal/snapshot"
)

func main() { cli.Main(snapshot.NewCommand()) }
