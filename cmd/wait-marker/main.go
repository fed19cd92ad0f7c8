// Wait-marker waits until every instance has written a document's marker.
package main

import (
	"patchline/internal/cli"
	"patchline/internal/waitmarker"
)

func main() { cli.Main(waitmarker.NewCommand()) }
