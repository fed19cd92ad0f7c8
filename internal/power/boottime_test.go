package power

import (
	"testing"
	"time"
)

func FuzzABootTimeIsReadOrRefused(f *testing.F) {
	for _, seed := range []string{"2026-11-24T22:10:05.1234567Z\r\n", "2026-11-24T23:10:05.1234567+01:00", "", "0001-01-01T01:00:00+01:00", "99999-01-01T00:00:00Z", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, output string) {
		boot, err := parseBootTime(output)
		if (err == nil) == boot.IsZero() {
			t.Errorf("%q was read as %s, %v", output, boot, err)
		}
		if err == nil && boot.Location() != time.UTC {
			t.Errorf("%q was read as %s", output, boot)
		}
	})
}
