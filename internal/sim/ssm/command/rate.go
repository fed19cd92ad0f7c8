package command

import (
	"strconv"
	"strings"
)

// The defaults of SendCommand (API reference).
const (
	DefaultMaxConcurrency = "50"
	DefaultMaxErrors      = "0"
)

// maxConcurrency is how many invocations may be sent and not ended.
func (c *Command) maxConcurrency() int { return max(share(c.MaxConcurrency, len(c.Invocations)), 1) }

// maxErrors is how many errors the command bears.
func (c *Command) maxErrors() int { return share(c.MaxErrors, len(c.Invocations)) }

func (c *Command) tooManyErrors() bool { return c.errors() > c.maxErrors() }

// share reads a number or a percentage of a total. 10% of 50 is 5; that
// fractions are cut off is UNCONFIRMED. The API's patterns were checked.
func share(text string, total int) int {
	percent, isPercentage := strings.CutSuffix(text, "%")
	n, err := strconv.Atoi(percent)
	if err != nil {
		return 0
	}
	if isPercentage {
		return total * n / 100
	}
	return n
}
