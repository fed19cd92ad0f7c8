// Package run is a run: one patch day of one selection of instances, kept on
// S3 under its id.
package run

import (
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// idPattern is the form of a run's id.
var idPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// instancePattern is the form of an EC2 instance's id, of 8 or 17 digits.
var instancePattern = regexp.MustCompile(`^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$`)

// ValidID tells whether a text is a run's id: 1 to 63 lower-case letters,
// digits and hyphens, not beginning with a hyphen.
func ValidID(text string) bool { return idPattern.MatchString(text) }

// Keys builds the S3 keys of one run. It is the only place that knows them.
type Keys struct {
	Prefix string // of the store, without slashes at its ends; may be empty
	Run    string
}

// Claims is the key of the claims of every run of the store.
func (k Keys) Claims() string { return path.Join(k.Prefix, "claims.json") }

// Manifest is the key of the run's manifest.
func (k Keys) Manifest() string { return k.of("manifest.json") }

// Pin is the key of the version that the run uses of a document.
func (k Keys) Pin(document string) string { return k.of("documents", document+".json") }

// StagesPrefix is what every stage's result begins with.
func (k Keys) StagesPrefix() string { return k.of("stages") + "/" }

// Stage is the key of the result of one attempt of a stage.
func (k Keys) Stage(id StageID, attempt int) string {
	return k.of("stages", id.String(), fmt.Sprint(attempt)+".json")
}

// ParseStage reads a key that Stage built.
func (k Keys) ParseStage(key string) (StageID, int, bool) {
	rest, found := strings.CutPrefix(key, k.StagesPrefix())
	name, file, split := strings.Cut(rest, "/")
	number, json := strings.CutSuffix(file, ".json")
	attempt, err := strconv.Atoi(number)
	id, known := ParseStageID(name)
	if !found || !split || !json || err != nil || attempt < 1 || !known {
		return StageID{}, 0, false
	}
	return id, attempt, true
}

// IntentsPrefix is what every intent of a stage begins with.
func (k Keys) IntentsPrefix(id StageID) string { return k.of("intents", id.String()) + "/" }

// Intent is the key of what a stage is about to do, in its nth part.
func (k Keys) Intent(id StageID, n int) string {
	return k.IntentsPrefix(id) + fmt.Sprintf("%06d.json", n)
}

// ParseIntent reads a key that Intent built; see ParseCommand.
func (k Keys) ParseIntent(key string, id StageID) (n int, ok bool) {
	n, _ = strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(key, k.IntentsPrefix(id)), ".json"))
	return n, n >= 1 && key == k.Intent(id, n)
}

// AllCommandsPrefix is what every command of the run begins with.
func (k Keys) AllCommandsPrefix() string { return k.of("commands") + "/" }

// DocumentPrefix is what every command of a document begins with.
func (k Keys) DocumentPrefix(document string) string { return k.AllCommandsPrefix() + document + "/" }

// CommandsPrefix is what every command of a document's attempt begins with.
func (k Keys) CommandsPrefix(document string, attempt int) string {
	return k.DocumentPrefix(document) + fmt.Sprint(attempt) + "/"
}

// Command is the key of one SendCommand, before and after it.
func (k Keys) Command(document string, attempt, batch int) string {
	return k.CommandsPrefix(document, attempt) + fmt.Sprintf("%06d.json", batch)
}

// ParseCommand reads a key that Command built. Others must not stand there, and
// an instance whose policy is too wide could put some: they are refused.
func (k Keys) ParseCommand(key string) (document string, attempt, batch int, ok bool) {
	parts := strings.Split(strings.TrimPrefix(key, k.AllCommandsPrefix()), "/")
	if len(parts) != 3 {
		return "", 0, 0, false
	}
	attempt, _ = strconv.Atoi(parts[1])
	batch, _ = strconv.Atoi(strings.TrimSuffix(parts[2], ".json"))
	if parts[0] == "" || attempt < 1 || batch < 1 || key != k.Command(parts[0], attempt, batch) {
		return "", 0, 0, false
	}
	return parts[0], attempt, batch, true
}

// MarkersPrefix is what every marker of a document's attempt begins with.
func (k Keys) MarkersPrefix(document string, attempt int) string {
	return k.of("markers", document, fmt.Sprint(attempt)) + "/"
}

// Marker is the key of an instance's marker. identity ends in the instance's
// id: it is the id itself or what STS calls the caller, "<role id>:<instance id>".
func (k Keys) Marker(document string, attempt int, identity string, outcome Outcome) string {
	return k.MarkersPrefix(document, attempt) + identity + "/" + string(outcome) + ".json"
}

// ParseMarker reads a key that Marker built. An instance wrote it: what does
// not fit is refused.
func (k Keys) ParseMarker(key, document string, attempt int) (instance string, outcome Outcome, ok bool) {
	rest, found := strings.CutPrefix(key, k.MarkersPrefix(document, attempt))
	identity, file, split := strings.Cut(rest, "/")
	name, json := strings.CutSuffix(file, ".json")
	instance = IdentityInstance(identity)
	outcome = Outcome(name)
	if !found || !split || !json || !instancePattern.MatchString(instance) || (outcome != Success && outcome != Failure) {
		return "", "", false
	}
	return instance, outcome, true
}

// CSV is the key of an instance's CSV of one kind.
func (k Keys) CSV(kind CSVKind, identity string) string {
	return k.of("csv", string(kind), identity+".csv")
}

// CSVPrefix is what every instance's CSV of one kind begins with.
func (k Keys) CSVPrefix(kind CSVKind) string { return k.of("csv", string(kind)) + "/" }

// ParseCSV reads a key that CSV built. An instance wrote it: what does not fit
// is refused.
func (k Keys) ParseCSV(key string, kind CSVKind) (instance string, ok bool) {
	rest, found := strings.CutPrefix(key, k.CSVPrefix(kind))
	identity, csv := strings.CutSuffix(rest, ".csv")
	instance = IdentityInstance(identity)
	if !found || !csv || strings.Contains(identity, "/") || !instancePattern.MatchString(instance) {
		return "", false
	}
	return instance, true
}

// Report is the key of a file of the run's report; name may have folders.
func (k Keys) Report(name string) string { return k.of("report", name) }

// History is the key of a run's rows of one kind in one account and Region,
// where query engines find them by their partition. at is the run's time, of
// which year and month are taken in UTC. Unlike the run's other keys it is
// outside the run's folder: the history is one of all runs.
func (k Keys) History(kind CSVKind, t Target, at time.Time) string {
	at = at.UTC()
	return path.Join(k.Prefix, "history", string(kind),
		"account="+t.Account, "region="+t.Region,
		fmt.Sprintf("year=%04d", at.Year()), fmt.Sprintf("month=%02d", at.Month()),
		"run="+k.Run, "part.csv")
}

// IdentityInstance gives the instance id that an identity ends in.
func IdentityInstance(identity string) string {
	return identity[strings.LastIndexByte(identity, ':')+1:]
}

func (k Keys) of(parts ...string) string {
	return path.Join(append([]string{k.Prefix, "runs", k.Run}, parts...)...)
}
