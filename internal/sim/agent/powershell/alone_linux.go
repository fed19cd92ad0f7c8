package powershell

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// alone tells whether a process is the only one of the group that it is the
// first of: that its scripts have left nothing running. It is false where that
// can't be told.
func alone(pid int) bool {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		return false
	}
	group := strconv.Itoa(pid)
	own := fmt.Sprintf("/proc/%d/stat", pid)
	for _, stat := range stats {
		if stat == own {
			continue
		}
		text, err := os.ReadFile(stat)
		if err != nil {
			continue // it has ended meanwhile
		}
		// Field 5 is the group (proc_pid_stat(5)). The name in field 2 may have
		// spaces, and a parenthesis ends it.
		fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
		if len(fields) > 2 && string(fields[2]) == group && string(fields[0]) != "Z" {
			return false
		}
	}
	return true
}
