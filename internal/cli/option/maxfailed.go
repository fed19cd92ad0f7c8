package option

import (
	"strconv"
	"strings"
)

// MaxFailed says how many instances may fail before a run stops: a count, or a
// share of all instances. Its zero value lets none fail.
type MaxFailed struct {
	limit   int
	percent bool
}

// MaxFailedCount lets n instances fail.
func MaxFailedCount(n int) MaxFailed { return MaxFailed{limit: n} }

// MaxFailedPercent lets p percent of the instances fail.
func MaxFailedPercent(p int) MaxFailed { return MaxFailed{limit: p, percent: true} }

const (
	wholePercent = 100
	maxFailedDo  = "give a count such as 5, or a share from 0% to 100% such as 10%"
)

// ParseMaxFailed reads a count (5) or a whole percentage (10%).
func ParseMaxFailed(text string) (MaxFailed, error) {
	digits, percent := strings.CutSuffix(text, "%")
	limit, err := strconv.ParseUint(digits, 10, 31)
	if err != nil {
		return MaxFailed{}, invalid(text, "is neither a count nor a share", maxFailedDo)
	}
	if percent && limit > wholePercent {
		return MaxFailed{}, invalid(text, "is more than all instances", maxFailedDo)
	}
	return MaxFailed{limit: int(limit), percent: percent}, nil
}

// String is the text that ParseMaxFailed reads.
func (m MaxFailed) String() string {
	if m.percent {
		return strconv.Itoa(m.limit) + "%"
	}
	return strconv.Itoa(m.limit)
}

// Allowed is how many of total instances may fail. A share is rounded down: 10%
// of 12 instances lets one fail, of 9 none.
func (m MaxFailed) Allowed(total int) int {
	if m.percent {
		return int(int64(total) * int64(m.limit) / wholePercent)
	}
	return m.limit
}

// Exceeded tells whether failed of total instances are more than is allowed.
func (m MaxFailed) Exceeded(failed, total int) bool { return failed > m.Allowed(total) }
