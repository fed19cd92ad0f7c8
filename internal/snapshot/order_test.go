package snapshot_test

import (
	"testing"
	"time"

	"patchline/internal/patchtest"
)

// EC2 takes 100 calls at once and then five a second: 220 take 24 s. What takes
// longest must be among the first, wherever it stands in the manifest.
func TestTheLargestVolumesComeFirst(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{YAML: `
tags: {Application: payroll}
instances:
  - {name: web, count: 200, windows: {version: "2022"}}
  - name: archive
    count: 20
    volumes: [{device: /dev/sda1, size: 50}, {device: xvdf, size: 1000}]
    windows: {version: "2022"}
`}, func(b *patchtest.Bed) {
		b.Discover(night, payroll)
		const first = 5 * time.Second
		began := time.Now()
		if end := take(b, nil); end.Err != nil {
			t.Fatal(end.Err)
		}
		w := b.Sim.World()
		w.Do(func() {
			for _, site := range w.Sites() {
				for s := range site.Snapshots.All() {
					if s.VolumeSize == 1000 && s.Started.Sub(began) > first {
						t.Errorf("%s of %d GiB was begun after %s", s.ID, s.VolumeSize, s.Started.Sub(began))
					}
				}
			}
		})
	})
}
