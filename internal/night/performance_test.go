package night_test

import "testing"

func TestPerf(t *testing.T) {
	t.Log("\n" + measure(t, 300).String())
}
func TestPerf2400(t *testing.T) {
	t.Log("\n" + measure(t, 2400).String())
}
func TestPerf10000(t *testing.T) {
	t.Log("\n" + measure(t, 10000).String())
}
