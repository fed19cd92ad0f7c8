// Start starts the instances of a run that were stopped.
package main

import (
	"patchline/internal/cli"
	"patchline/internal/start"
)

func main() { cli.Main(start.NewCommand()) }
