package agent

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"patchline/internal/run"
	"patchline/internal/sim/windows"
)

// The forms of an entry of each parameter: the same as in documents/module/checklist.ps1.
var (
	serviceEntry = regexp.MustCompile(`^[A-Za-z0-9 ._$-]+$`)
	portEntry    = regexp.MustCompile(`^(?:([A-Za-z0-9.-]{1,253}):)?([0-9]{1,5})$`)
	urlEntry     = regexp.MustCompile(`^(https?://[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?(?:[/?][A-Za-z0-9._~:/?&=%+-]*)?)(?: ([1-5][0-9]{2}))?(?: ([A-Za-z0-9 ._~:/?&=%+-]+))?$`)
	processEntry = regexp.MustCompile(`^[A-Za-z0-9 ._+-]+$`)
	ignoredEntry = regexp.MustCompile(`^[A-Za-z0-9 ._$-]+(?:/[0-9]{1,5})?$`)
	dotExe       = regexp.MustCompile(`(?i)\.exe$`)
)

func readPort(entry string) (Check, error) {
	noPort := errors.New("neither a port, such as 443, nor host:port")
	parts := portEntry.FindStringSubmatch(entry)
	if parts == nil {
		return Check{}, noPort
	}
	port, err := strconv.Atoi(parts[2])
	if err != nil || port < 1 || port > windows.MaxPort {
		return Check{}, noPort
	}
	return Check{Kind: checkTCP, Target: entry, Host: cmp.Or(parts[1], "localhost"), Port: port}, nil
}

func readURL(entry string) (Check, error) {
	noURL := errors.New("not a URL with perhaps a status and a text, such as http://localhost/health 200 ready")
	parts := urlEntry.FindStringSubmatch(entry)
	if parts == nil {
		return Check{}, noURL
	}
	status, err := strconv.Atoi(cmp.Or(parts[2], "0"))
	if err != nil || !windows.WellFormed(parts[1]) {
		return Check{}, noURL
	}
	return Check{Kind: checkHTTP, Target: parts[1], Status: status, Text: parts[3]}, nil
}

func readProcess(entry string) (Check, error) {
	if !processEntry.MatchString(entry) {
		return Check{}, errors.New("not a process's name")
	}
	return Check{Kind: checkProcess, Target: entry, Name: dotExe.ReplaceAllString(entry, "")}, nil
}

func readScript(entry string) (Check, error) {
	script, ok := run.ParseScript(entry)
	if !ok {
		return Check{}, errors.New("not SHA-256/name.ps1")
	}
	return Check{Kind: checkScript, Target: script.Name, SHA256: script.SHA256}, nil
}

func readLog(entry string) (Check, error) {
	if !has([]string{"System", "Application"}, entry) {
		return Check{}, errors.New("neither System nor Application")
	}
	return Check{Kind: checkEvents, Target: entry}, nil
}

// ignoredEvents reads ParamIgnoredEvents.
func ignoredEvents(job *Job) ([]string, error) {
	ignored := list(job.parameter(run.ParamIgnoredEvents))
	for _, entry := range ignored {
		if !ignoredEntry.MatchString(entry) {
			return nil, fmt.Errorf("parameter %s: '%s' is neither a provider nor provider/id", run.ParamIgnoredEvents, entry)
		}
	}
	return ignored, nil
}
