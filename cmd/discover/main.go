// Discover finds the instances of a patch day and writes the run's manifest.
package main

import (
	"patchline/internal/cli"
	"patchline/internal/discover"
)

func main() { cli.Main(discover.NewCommand()) }
