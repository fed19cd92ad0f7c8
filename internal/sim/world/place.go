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

// ParsePlace reads what String wrote.
func ParsePlace(text string) (Place, error) {
	account, region, found := strings.Cut(text, "/")
	if !found {
		return Place{}, fmt.Errorf("place %q: want account/region", text)
	}
	return Place{Account: account, Region: region}, nil
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
