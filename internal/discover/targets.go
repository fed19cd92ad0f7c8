package discover

import (
	"io"
	"os"
	"regexp"

	"patchline/internal/cli/option"
	"patchline/internal/run"
	"patchline/internal/strictyaml"
)

// maxTargets bounds the file: an organization has at most some thousand
// accounts.
const maxTargets = 10_000

var (
	accountPattern = regexp.MustCompile(`^[0-9]{12}$`)
	filled         = regexp.MustCompile(`.`)
	rolePattern    = regexp.MustCompile(`^arn:aws(?:-[a-z]+)*:iam::([0-9]{12}):role/[\w+=,.@/-]+$`)
)

// ReadTargets reads a file of targets:
//
//	targets:
//	  - account: "111122223333"
//	    region: eu-central-1
//	    role: arn:aws:iam::111122223333:role/Patchline
//
// Without a role the credentials at hand must be the account's. All problems
// are in the error, each with its line.
func ReadTargets(path string) ([]run.Target, error) {
	// A directory can't be read, and a pipe would be waited for.
	if _, err := option.ParseExistingFile(path); err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	targets, err := parseTargets(path, file)
	if err != nil {
		return nil, &option.InvalidError{What: err.Error(), Do: "mend the file, or give another"}
	}
	return targets, nil
}

// parseTargets reads the file; name is for its errors.
func parseTargets(name string, in io.Reader) ([]run.Target, error) {
	file, top, err := strictyaml.Parse(name, in)
	if err != nil {
		return nil, err
	}
	list := top.Keys("targets").Need("targets", "")
	entries := list.List(maxTargets)
	if entries != nil && len(entries) == 0 {
		list.Problem("there must be one at least")
	}
	lines := map[run.Target]int{}
	targets := make([]run.Target, 0, len(entries))
	for _, entry := range entries {
		target := readTarget(entry)
		place := run.Target{Account: target.Account, Region: target.Region}
		if line, twice := lines[place]; twice && place.Account != "" && place.Region != "" {
			entry.Problem("%s is on line %d already", place, line)
		}
		lines[place] = entry.Line()
		targets = append(targets, target)
	}
	return targets, file.Err()
}

// readTarget reads one entry, and notes its mistakes.
func readTarget(entry strictyaml.Value) run.Target {
	keys := entry.Keys("account", "region", "role")
	target := run.Target{Account: keys.Need("account", "").Matching(accountPattern, "the 12 digits of an account")}
	region := keys.Need("region", "")
	if text := region.Matching(filled, "a Region's code, such as eu-west-1"); text != "" {
		var err error
		if target.Region, err = option.ParseRegion(text); err != nil {
			region.Problem("%v", err)
		}
	}
	role := keys.Get("role")
	if !role.Present() {
		return target
	}
	target.Role = role.Matching(rolePattern, "a role's ARN, such as arn:aws:iam::111122223333:role/Patchline")
	of := rolePattern.FindStringSubmatch(target.Role)
	if of != nil && target.Account != "" && of[1] != target.Account {
		role.Problem("%s is of account %s, not of %s", target.Role, of[1], target.Account)
	}
	return target
}
