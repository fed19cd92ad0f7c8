// Release ends a run's claim on its instances by hand.
package main

import (
	"patchline/internal/cli"
	"patchline/internal/release"
)

func main() { cli.Main(release.NewCommand()) }
