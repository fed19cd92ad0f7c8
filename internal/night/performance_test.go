package night_test

import (
	"flag"
	"testing"
)

// figures asks for the measurements, which take minutes.
var figures = flag.Bool("figures", false, "measure whole nights of 300, 2,400 and 10,000 instances")

func TestFigures(t *testing.T) {
	if !*figures {
		t.Skip("measuring takes minutes: go test ./internal/night -run TestFigures -figures -v")
	}
	for _, instances := range []int{300, 2400, 10000} {
		t.Log("\n" + measure(t, instances).String())
	}
}
