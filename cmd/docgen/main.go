// Docgen builds the SSM documents of their PowerShell scripts.
package main

import (
	"patchline/internal/cli"
	"patchline/internal/docgen"
)

func main() { cli.Main(docgen.NewCommand()) }
