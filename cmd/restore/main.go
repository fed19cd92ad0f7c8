// Restore brings the instances of a run back to the power state that they had
// at discovery.
package main

import (
	"patchline/internal/cli"
	"patchline/internal/restore"
)

func main() { cli.Main(restore.NewCommand()) }
