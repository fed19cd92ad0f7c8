package agent

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"patchline/internal/sim/windows"
)

// try does a check once.
func (x *work) try(c *Check, p pace) {
	c.Passed = false
	switch c.Kind {
	case checkService:
		c.Detail = serviceState(x.m, c.Target, x.w.Now())
		c.Passed = c.Detail == windows.StatusRunning
	case checkTCP:
		x.tryPort(c, p.check)
	case checkHTTP:
		x.tryURL(c, p.check)
	case checkProcess:
		c.Detail = "not running"
		if count := x.m.Running(c.Name, x.w.Now()); count > 0 {
			c.Passed, c.Detail = true, fmt.Sprintf("%d running", count)
		}
	case checkScript:
		x.tryScript(c, p.script)
	case checkEvents:
		x.tryLog(c)
	}
}

// notInstalled is what is said of a service that isn't there.
const notInstalled = "not installed"

// serviceState is a service's state, or that there is none.
func serviceState(m *windows.Machine, name string, now time.Time) string {
	s := m.Service(name)
	if s == nil {
		return notInstalled
	}
	return m.Status(s, now)
}

func (x *work) tryPort(c *Check, patience time.Duration) {
	failure := x.m.Connect(c.Host, c.Port, x.w.Now())
	switch failure {
	case "":
		c.Passed, c.Detail = true, "open"
	case windows.TimedOut:
		c.Detail = fmt.Sprintf("no connection in %d s", seconds(patience))
	default:
		c.Detail = failure
	}
}

// maxPage is how much of a page is looked through for a text, in bytes.
const maxPage = 65536

func (x *work) tryURL(c *Check, patience time.Duration) {
	page, failure := x.m.Request(c.Target, x.w.Now())
	switch failure {
	case "":
	case windows.TimedOut:
		c.Detail = fmt.Sprintf("no answer in %d s", seconds(patience))
		return
	default:
		c.Detail = failure
		return
	}
	right := page.Status == c.Status || c.Status == 0 && page.Status >= 200 && page.Status <= 299
	c.Detail = fmt.Sprintf("status %d", page.Status)
	switch {
	case !right && c.Status == 0:
		c.Detail += ", and not 200 to 299"
	case !right:
		c.Detail += fmt.Sprintf(", and not %d", c.Status)
	case !strings.Contains(page.Text[:min(len(page.Text), maxPage)], c.Text):
		c.Detail += fmt.Sprintf(", and its first %d bytes are without the text '%s'", maxPage, c.Text)
	default:
		c.Passed = true
	}
}

// hangs is how long a check waits for an answer that doesn't come; 0: it has one.
func (x *work) hangs(c *Check, p pace) time.Duration {
	if c.Kind != checkHTTP {
		return 0
	}
	if _, failure := x.m.Request(c.Target, x.w.Now()); failure != windows.TimedOut {
		return 0
	}
	return p.check
}

func seconds(d time.Duration) int { return int(d / time.Second) }

const (
	maxEvents   = 1000 // how many errors of a log are looked at, the newest first
	shownEvents = 5    // how many kinds of error a row names
)

// eventID is what follows an event's provider.
var eventID = regexp.MustCompile(`/[0-9]+$`)

func (x *work) tryLog(c *Check) {
	found, readable := x.m.ErrorsSinceBoot(c.Target, x.w.Now())
	if !readable {
		c.Detail = windows.LogUnreadable
		return
	}
	c.Final = true // errors don't go away
	ignored, err := ignoredEvents(x.job)
	if err != nil {
		c.Detail = err.Error()
		return
	}
	all, total := 0, 0
	kinds := map[string]int{}
	for _, e := range found {
		kind := fmt.Sprintf("%s/%d", e.Provider, e.ID)
		all += e.Count
		if !has(ignored, kind) && !has(ignored, eventID.ReplaceAllString(kind, "")) {
			kinds[kind] += e.Count
			total += e.Count
		}
	}
	switch {
	case all >= maxEvents:
		c.Detail = fmt.Sprintf("%d errors since the boot, or more", maxEvents)
	case total == 0:
		c.Passed, c.Detail = true, "no errors since the boot"
	default:
		c.Detail = fmt.Sprintf("%d errors since the boot: %s", total, describe(kinds))
	}
}

func describe(kinds map[string]int) string {
	var named []string
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		named = append(named, fmt.Sprintf("%s (%d)", kind, kinds[kind]))
	}
	if len(named) <= shownEvents {
		return strings.Join(named, ", ")
	}
	return fmt.Sprintf("%s and %d other kinds", strings.Join(named[:shownEvents], ", "), len(named)-shownEvents)
}
