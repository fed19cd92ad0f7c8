package world

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Place is one account in one Region: what EC2 and SSM resources live in.
type Place struct {
	Account string // 12 digits
	Region  string // such as eu-central-1
}

// String gives "account/region".
func (p Place) String() string { return p.Account + "/" + p.Region }

// MarshalText makes a Place a key of JSON objects.
func (p Place) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (p *Place) UnmarshalText(text []byte) error {
	account, region, found := strings.Cut(string(text), "/")
	if !found {
		return fmt.Errorf("place %q: want account/region", text)
	}
	*p = Place{Account: account, Region: region}
	return nil
}

// Site is what lives in one Place.
type Site struct {
	Place
	Instances *Table[Instance]
	Volumes   *Table[Volume]
	Snapshots *Table[Snapshot]
}

func newSite(p Place) *Site {
	return &Site{
		Place:     p,
		Instances: NewTable(func(i *Instance) string { return i.ID }),
		Volumes:   NewTable(func(v *Volume) string { return v.ID }),
		Snapshots: NewTable(func(s *Snapshot) string { return s.ID }),
	}
}

func sortedSites(sites map[Place]*Site) []*Site {
	return slices.SortedFunc(maps.Values(sites), func(a, b *Site) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region))
	})
}
