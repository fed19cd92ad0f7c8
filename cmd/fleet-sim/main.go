// Fleet-sim is a stand-in for AWS with a fleet of Windows instances behind it.
package main

import (
	"patchline/internal/cli"
	"patchline/internal/sim/server"
)

func main() { cli.Main(server.NewCommand()) }
