// Run-doc sends one document to the instances of a run.
package main

import (
	"patchline/internal/cli"
	"patchline/internal/rundoc"
)

func main() { cli.Main(rundoc.NewCommand()) }
