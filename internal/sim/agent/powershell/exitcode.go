package powershell

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
)

// maxExitFile is more than the longest number that launch.ps1 writes.
const maxExitFile = 32

// exitCode is the script's exit code as the agent sees it on Windows: what
// launch.ps1 left in file, or the process's own where it did not get so far.
// waited is what Wait gave; an error means that there is no exit code.
func exitCode(file string, waited error) (int, error) {
	if code, ok := readExitCode(file); ok {
		return code, nil
	}
	var exited *exec.ExitError
	switch {
	case waited == nil || errors.Is(waited, exec.ErrWaitDelay):
		return 0, nil
	case errors.As(waited, &exited) && exited.Exited():
		return exited.ExitCode(), nil
	default:
		return 0, fmt.Errorf("the process did not end by itself: %w", waited)
	}
}

// readExitCode reads a whole number of 32 bits. A negative one comes out as
// Windows hands it on, which keeps exit codes without a sign.
func readExitCode(file string) (int, bool) {
	f, err := os.Open(file)
	if err != nil {
		return 0, false
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, maxExitFile))
	if err != nil {
		return 0, false
	}
	return parseExitCode(string(text))
}

func parseExitCode(text string) (int, bool) {
	code, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return 0, false
	}
	return int(uint32(code)), true //nolint:gosec // G115: the wrap is what Windows does
}
