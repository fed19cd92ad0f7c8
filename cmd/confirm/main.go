// Confirm asks every rebooted instance of a run what is really installed.
package main

import (
	"patchline/internal/cli"
	"patchline/internal/confirm"
)

func main() { cli.Main(confirm.NewCommand()) }
