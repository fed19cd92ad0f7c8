package fleet

import (
	"io"
	"regexp"

	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
	"patchline/internal/strictyaml"
)

// What one entry of a file may hold: EC2's own limits, or far more than a
// person writes.
const (
	maxEntries  = 50_000 // of instances in a file
	maxTags     = 50     // EC2: tags of a resource
	maxVolumes  = 128    // EC2: volumes that CreateSnapshots takes of one instance
	maxVolume   = 65_536 // EC2: GiB of the largest volume, an io2
	maxUpDays   = 3650
	maxServices = 200
	maxSoftware = 1000
	maxBuckets  = 100
	maxChanges  = 200
)

var (
	accountForm  = regexp.MustCompile(`^[0-9]{12}$`)
	regionForm   = regexp.MustCompile(`^[a-z]{2}(?:-[a-z]+)+-[0-9]$`)
	zoneForm     = regexp.MustCompile(`^[a-z]$`)
	instanceForm = regexp.MustCompile(`^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$`)
	nameForm     = regexp.MustCompile(`^[^\x00-\x1f]{1,200}$`)
	typeForm     = regexp.MustCompile(`^[a-z0-9-]{1,30}\.[a-z0-9-]{1,30}$`)
	deviceForm   = regexp.MustCompile(`^(?:/dev/)?(?:sd[a-z][0-9]{0,2}|xvd[a-z]{1,2}[0-9]{0,2})$`)
	roleForm     = regexp.MustCompile(`^[A-Za-z0-9+=,.@_-]{1,64}$`)
	versionForm  = regexp.MustCompile(`^[0-9]{1,5}(?:\.[0-9]{1,6}){1,3}$`)
	bucketForm   = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
)

// The keys of a file, as docs/rehearsal-fleet.md lists them.
func fileKeys() []string {
	return []string{"account", "region", "tags", "instances", "buckets"}
}

// Load reads a fleet as docs/rehearsal-fleet.md describes it. name is for its errors, which
// tell every mistake with its line.
func Load(name string, r io.Reader) (*Fleet, error) {
	file, top, err := strictyaml.Parse(name, r)
	if err != nil {
		return nil, err
	}
	keys := top.Keys(fileKeys()...)
	l := &loader{
		fleet: &Fleet{Library: windows.BuiltIn()},
		place: readPlace(keys, world.Place{Account: defaultAccount, Region: defaultRegion}),
		tags:  readTags(keys.Get("tags")),
		named: map[string]int{}, ids: map[string]int{},
	}
	for _, entry := range keys.Need("instances", "").List(maxEntries) {
		l.instance(entry)
	}
	l.buckets(keys.Get("buckets"))
	if err := file.Err(); err != nil {
		return nil, err
	}
	return l.fleet, nil
}

// loader is a file that is being read.
type loader struct {
	fleet *Fleet
	place world.Place // of instances that name none
	tags  world.Tags  // of every instance
	// The lines in which names (with their place) and ids came up.
	named, ids map[string]int
	overfull   bool
}

// readPlace reads the keys account and region.
func readPlace(keys strictyaml.Keys, fallback world.Place) world.Place {
	place := fallback
	if v := keys.Get("account"); v.Present() {
		place.Account = v.Matching(accountForm, "the 12 digits of an account")
	}
	if v := keys.Get("region"); v.Present() {
		place.Region = v.Matching(regionForm, "a Region such as eu-central-1")
	}
	return place
}

// readTags reads tags in the order of the file.
func readTags(v strictyaml.Value) world.Tags {
	var tags world.Tags
	keys := v.AnyKeys()
	if len(keys.Names()) > maxTags {
		v.Problem("%d tags are more than the %d that a resource may have", len(keys.Names()), maxTags)
		return nil
	}
	for _, key := range keys.Names() {
		if len(key) > 128 || key == "" {
			keys.Name(key).Problem("a tag's key has 1 to 128 letters")
		}
		value := keys.Get(key).Text()
		if len(value) > 256 {
			keys.Get(key).Problem("a tag's value has up to 256 letters")
		}
		tags = append(tags, world.Tag{Key: key, Value: value})
	}
	return tags
}

func (l *loader) buckets(v strictyaml.Value) {
	seen := map[string]bool{}
	for _, entry := range v.List(maxBuckets) {
		name := entry.Matching(bucketForm, "a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens")
		if seen[name] && name != "" {
			entry.Problem("the bucket %s is there twice", name)
		}
		seen[name] = true
		l.fleet.Buckets = append(l.fleet.Buckets, name)
	}
}
