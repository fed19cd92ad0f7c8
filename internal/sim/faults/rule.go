package faults

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"patchline/internal/strictyaml"
)

var (
	instanceID = regexp.MustCompile(`^i-[0-9a-f]{8}(?:[0-9a-f]{9})?$`)
	// operationForm has * for any text and ? for any letter.
	operationForm = regexp.MustCompile(`^[a-z0-9*?]{1,20}:[A-Za-z0-9*?]{1,60}$`)
	errorCode     = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]{0,99}$`)
	kbNumber      = regexp.MustCompile(`^(?:[Kk][Bb])?[0-9]{6,8}$`)
)

// readRule reads one rule, and notes its mistakes.
func readRule(entry strictyaml.Value) Rule {
	keys := entry.AnyKeys()
	rule := Rule{Kind: readKind(keys)}
	checkKeys(keys, rule.Kind)

	rule.Operation = readOperation(keys.Get(keyOperation))
	rule.Document = keys.Get(keyDocument).Text()
	for _, id := range keys.Get(keyInstances).List(maxInstances) {
		rule.Instances = append(rule.Instances, id.Matching(instanceID, "an instance id such as i-0123456789abcdef0"))
	}
	tags := keys.Get(keyTags).AnyKeys()
	for _, tag := range tags.Names() {
		if rule.Tags == nil {
			rule.Tags = map[string]string{}
		}
		rule.Tags[tag] = tags.Get(tag).Text()
	}
	notEmpty(keys, keyInstances, len(rule.Instances))
	notEmpty(keys, keyTags, len(rule.Tags))

	rule.Share = keys.Get(keyShare).Share()
	rule.Times = keys.Get(keyTimes).Int(1, maxTimes)
	rule.Skip = keys.Get(keySkip).Int(0, maxTimes)
	rule.After = keys.Get(keyAfter).Duration(0)
	rule.For = keys.Get(keyFor).Duration(time.Second)
	rule.Code = keys.Get(keyCode).Matching(errorCode, "an error code such as InsufficientInstanceCapacity")
	rule.Status = keys.Get(keyStatus).Int(400, 599)
	rule.Message = keys.Get(keyMessage).Text()
	rule.Delay = keys.Get(keyDelay).Duration(time.Millisecond)
	rule.Percent = keys.Get(keyPercent).Percent(0, 99)
	kb := keys.Get(keyKB).Matching(kbNumber, "a KB number such as KB5066782")
	rule.KB = strings.TrimLeft(kb, "KkBb")
	rule.HResult = keys.Get(keyHResult).Hex()
	return rule
}

// notEmpty refuses a selector that is there and selects nothing: without its
// entries it would select everything.
func notEmpty(keys strictyaml.Keys, key string, entries int) {
	if v := keys.Get(key); v.Present() && entries == 0 {
		v.Problem("this selects nothing: leave it out to select everything")
	}
}

func readKind(keys strictyaml.Keys) Kind {
	var names []string
	for _, u := range Usages() {
		names = append(names, string(u.Kind))
	}
	return Kind(keys.Need(keyFault, "").OneOf("fault", names...))
}

// checkKeys compares a rule's keys with what its kind takes and needs.
func checkKeys(keys strictyaml.Keys, kind Kind) {
	use := usage(kind)
	takes := slices.Concat([]string{keyFault}, use.Needs, use.Takes, []string{keyAfter, keyFor})
	every := everyKey()
	if kind == "" { // it is unknown, which is a mistake of its own
		takes = every
	}
	for _, key := range keys.Names() {
		switch {
		case !slices.Contains(every, key):
			keys.Name(key).Unknown("key", takes)
		case !slices.Contains(takes, key):
			keys.Name(key).Problem("%s makes no use of the key %s: it takes %s", kind, key, strings.Join(takes[1:], ", "))
		}
	}
	for _, key := range use.Needs {
		keys.Need(key, "which "+string(kind)+" needs")
	}
}

// everyKey lists the keys that some kind takes.
func everyKey() []string {
	all := []string{keyFault, keyAfter, keyFor}
	for _, u := range Usages() {
		all = append(all, slices.Concat(u.Needs, u.Takes)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func readOperation(v strictyaml.Value) string {
	operation := v.Matching(operationForm, "service:Action, such as ec2:CreateSnapshots or s3:*")
	if operation == "" || knownOperation(operation) {
		return operation
	}
	if near := strictyaml.Nearest(operation, Operations()); near != "" {
		v.Problem("%s is no operation that is simulated: did you mean %s?", operation, near)
	} else {
		v.Problem("%s is no operation that is simulated", operation)
	}
	return operation
}
