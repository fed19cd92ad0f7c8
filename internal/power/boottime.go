package power

import (
	"fmt"
	"strings"
	"time"

	"patchline/internal/command"
)

// BootTimeScript prints when Windows has booted, in UTC. EC2 does not know: an
// instance that reboots stays running.
const BootTimeScript = "(Get-CimInstance Win32_OperatingSystem).LastBootUpTime.ToUniversalTime().ToString('o')"

const (
	// scriptDocument is AWS' own document that runs a script.
	scriptDocument = "AWS-RunPowerShellScript"
	// bootTimeDelivery is how long a question waits for an agent. A later one
	// takes its place, so that an agent that was away is not asked many times.
	bootTimeDelivery = 2 * time.Minute
	// bootTimeRuns bounds the script: a Windows that has just booted is slow.
	bootTimeRuns = 2 * time.Minute
)

// BootTime is an answer of one instance.
type BootTime struct {
	Boot time.Time // as Windows says; zero with an error
	// Asked is when the question was sent, by the clock here, and Requested
	// the same moment by Systems Manager's.
	Asked, Requested time.Time
	// Err is why there is no boot time: the question was refused, or the
	// script has not ended well.
	Err error
}

func (q *question) answer(i command.Invocation) BootTime {
	answer := BootTime{Asked: q.asked, Requested: q.requested}
	if i.Status != "Success" {
		answer.Err = fmt.Errorf("the script that reads the boot time ended as %s", i.Status)
		return answer
	}
	answer.Boot, answer.Err = parseBootTime(i.Output)
	return answer
}

// parseBootTime reads what BootTimeScript prints. It comes from the instance.
func parseBootTime(output string) (time.Time, error) {
	const shown = 60
	text := strings.TrimSpace(output)
	boot, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || boot.IsZero() {
		return time.Time{}, fmt.Errorf("the boot time can't be read from %.*q", shown, text)
	}
	return boot.UTC(), nil
}
