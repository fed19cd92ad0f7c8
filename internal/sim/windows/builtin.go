package windows

import (
	"crypto/sha256"
	"fmt"
	"time"
)

// BuiltIn makes the library that fleets are described with: Windows Server
// 2016 to 2025 with the updates of July to October 2025, which is fixed, so
// that a seed gives the same night at any time.
//
// Titles, KB numbers, builds and dates of the monthly updates are Microsoft's
// ("Windows Server release information", the release notes of .NET Framework,
// "SQL Server build versions"). UpdateIDs, sizes and times are invented
// throughout; what else is invented has a comment, and its KB begins with 99.
func BuiltIn() *Library {
	l := &Library{Catalogue: Catalogue{}}
	everywhere := l.add(everywhereUpdates())
	for _, row := range releaseTable() {
		l.Releases = append(l.Releases, Release{
			Name: row.name, Caption: row.caption, Version: row.version,
			Updates: append(l.add(row.updates()), everywhere...),
		})
	}
	l.Roles = roles(
		l.add(sqlServerUpdates("SQL Server 2019", "5063758", "5065223")),
		l.add(sqlServerUpdates("SQL Server 2022", "5063756", "5065221")),
	)
	return l
}

// add enters definitions into the catalogue and gives them back.
func (l *Library) add(definitions []*Definition) []*Definition {
	for _, def := range definitions {
		l.Catalogue[def.ID] = def
	}
	return definitions
}

// releaseRow is a version of Windows Server with the updates of its own. The
// three title formats take the month and the KB.
type releaseRow struct {
	name, caption, version, product string

	cumulative, dotNet, stack string
	months                    []monthRow
	further                   []*Definition

	sizeMB  int           // of a cumulative update
	install time.Duration // of a cumulative update
}

// monthRow is the KBs of one month; an empty one is for an update that there
// was not.
type monthRow struct {
	month, published string

	cumulative    string
	dotNet        string
	dotNetSecures bool // the month's .NET update has security fixes
	stack         string
}

// updates makes the definitions of a release: each month's supersede all of
// the same kind before it.
func (r releaseRow) updates() []*Definition {
	var all []*Definition
	var cumulative, dotNet, stack chain
	for _, m := range r.months {
		if m.stack != "" {
			all = append(all, stack.next(&Definition{
				Title: fmt.Sprintf(r.stack, m.month, m.stack), KB: m.stack,
				Classification: SecurityUpdates, Severity: "Critical", Published: day(m.published),
				Exclusive: true, ComponentBased: true,
				SizeMB: 12, InstallTime: time.Minute,
			}))
		}
		if m.dotNet != "" {
			def := &Definition{
				Title: fmt.Sprintf(r.dotNet, m.month, m.dotNet), KB: m.dotNet,
				Classification: Updates, Published: day(m.published),
				Reboots: true, ComponentBased: true,
				SizeMB: 75, InstallTime: 4 * time.Minute,
			}
			if m.dotNetSecures {
				def.Classification, def.Severity = SecurityUpdates, "Important"
			}
			all = append(all, dotNet.next(def))
		}
		all = append(all, cumulative.next(&Definition{
			Title: fmt.Sprintf(r.cumulative, m.month, m.cumulative), KB: m.cumulative,
			Classification: SecurityUpdates, Severity: "Critical", Published: day(m.published),
			Reboots: true, ComponentBased: true,
			SizeMB: r.sizeMB, InstallTime: r.install,
		}))
	}
	for _, def := range r.further {
		all = append(all, def.named())
	}
	for _, def := range all {
		def.Products = []string{r.product}
	}
	return all
}

// chain is a line of updates of which each supersedes all before it.
type chain struct{ ids []string }

func (c *chain) next(def *Definition) *Definition {
	def.named()
	def.Supersedes = append(def.Supersedes, c.ids...)
	c.ids = append(c.ids, def.ID)
	return def
}

// named gives a definition its invented UpdateID, which its title decides.
func (d *Definition) named() *Definition {
	h := sha256.Sum256([]byte(d.Title))
	h[6] = h[6]&0x0f | 0x40 // version 4, as Microsoft's are
	h[8] = h[8]&0x3f | 0x80 // variant 1
	d.ID = fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
	if d.Revision == 0 {
		d.Revision = 200
	}
	return d
}
