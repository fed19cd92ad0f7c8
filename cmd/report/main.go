// Report says what a run has come to, for people, for Jenkins and for a data
// lake.
package main

import (
	"patchline/internal/cli"
	"patchline/internal/report"
)

func main() { cli.Main(report.NewCommand()) }
