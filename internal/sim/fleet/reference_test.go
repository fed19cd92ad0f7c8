package fleet

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"patchline/internal/sim/windows"
)

func TestTheReferenceHasEveryKey(t *testing.T) {
	text, err := os.ReadFile("../../../docs/rehearsal-fleet.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?m)^\\| `([A-Za-z]+)` ")
	for heading, keys := range map[string][]string{
		"The file": fileKeys(), "An instance": instanceKeys(), "A volume": volumeKeys(), "An agent": agentKeys(),
		"A Windows": windowsKeys(), "Updates": updatesKeys(), "An update": changeKeys(), "A service": serviceKeys(),
		"A program": softwareKeys(), "A search": searchKeys(), "A port": portKeys(), "A page": pageKeys(),
		"A process": processKeys(), "An error": errorKeys(),
	} {
		_, section, found := strings.Cut(string(text), "## "+heading+"\n")
		if !found {
			t.Errorf("the reference has no heading %q", heading)
			continue
		}
		section, _, _ = strings.Cut(section, "\n## ")
		var documented []string
		for _, m := range row.FindAllStringSubmatch(section, -1) {
			documented = append(documented, m[1])
		}
		if !slices.Equal(documented, keys) {
			t.Errorf("%s: the table has %v, and there are %v", heading, documented, keys)
		}
	}
}

func TestTheReferenceHasEveryWord(t *testing.T) {
	text, err := os.ReadFile("../../../docs/rehearsal-fleet.md")
	if err != nil {
		t.Fatal(err)
	}
	words := slices.Concat(profileNames(), pendingSources(), eventLogs())
	for _, r := range windows.BuiltIn().Releases {
		words = append(words, r.Name)
	}
	for _, r := range windows.BuiltIn().Roles {
		words = append(words, r.Name)
	}
	for _, word := range words {
		if !strings.Contains(string(text), "`"+word+"`") {
			t.Errorf("the reference lacks %s", word)
		}
	}
}

func TestTheReferencesExampleIsRead(t *testing.T) {
	text, err := os.ReadFile("../../../docs/rehearsal-fleet.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(text), "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	f, err := Load("the reference", strings.NewReader(example))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Instances) != 4 || len(f.Buckets) != 1 {
		t.Errorf("got %d instances and buckets %v", len(f.Instances), f.Buckets)
	}
}
