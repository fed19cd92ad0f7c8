package option

import (
	"fmt"
	"strconv"
)

// InvalidError is the error of every Parse function. It has two halves, because a
// message that names a fault and no remedy sends the operator to the manual.
type InvalidError struct {
	// What is wrong, as the end of a sentence that begins with the name of the
	// option: `"5x" is neither a count nor a share`.
	What string
	// Do is what to give instead: "give a count such as 5".
	Do string
}

// Error joins the two halves.
func (e *InvalidError) Error() string { return e.What + "; " + e.Do }

// invalid makes an InvalidError that quotes the refused text.
func invalid(text, what, do string) error {
	return &InvalidError{What: quote(text) + " " + what, Do: do}
}

// maxQuoted keeps a message on about one line of a terminal, whatever was pasted
// into the option.
const maxQuoted = 80

// quote makes text safe to print: control characters are escaped, so that a
// value can't forge lines in a log.
func quote(text string) string {
	if len(text) > maxQuoted {
		return fmt.Sprintf("%s… (%d bytes)", strconv.Quote(text[:maxQuoted]), len(text))
	}
	return strconv.Quote(text)
}
