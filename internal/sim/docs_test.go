package sim_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"patchline/internal/sim"
)

const docs = "../../docs/"

func readDoc(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(docs + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The tables of docs/rehearsal.md have every operation that is served, and no
// other.
func TestTheDocumentHasEveryOperation(t *testing.T) {
	var documented []string
	word := regexp.MustCompile("`([A-Za-z0-9]+)`")
	for service, heading := range map[string]string{"ec2": "EC2", "ssm": "Systems Manager", "sts": "STS", "s3": "S3"} {
		_, section, found := strings.Cut(readDoc(t, "rehearsal.md"), "\n### "+heading+"\n")
		if !found {
			t.Fatalf("there is no heading %s", heading)
		}
		section, _, _ = strings.Cut(section, "\n##")
		for line := range strings.Lines(section) {
			if row, found := strings.CutPrefix(line, "| `"); found {
				first, _, _ := strings.Cut("`"+row, "|")
				for _, match := range word.FindAllStringSubmatch(first, -1) {
					documented = append(documented, service+":"+match[1])
				}
			}
		}
	}
	slices.Sort(documented)
	if served := begin(t, sim.Options{}).sim.Operations(); !slices.Equal(documented, served) {
		t.Errorf("documented:\n%v\nserved:\n%v", documented, served)
	}
}

func TestTheDocumentHasEveryPathOfTheOwnAPI(t *testing.T) {
	var routes map[string]string
	begin(t, sim.Options{}).get("", &routes)
	for route := range routes {
		_, path, _ := strings.Cut(route, " ")
		if path = strings.TrimSuffix(path, "/ID"); !strings.Contains(readDoc(t, "rehearsal.md"), "$AWS_ENDPOINT_URL"+path) {
			t.Errorf("there is no example of %s", path)
		}
	}
}

func TestLinksBetweenTheDocumentsLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#]*)(#[a-z-]+)?\)`)
	for _, name := range []string{"rehearsal.md", "rehearsal-fleet.md", "rehearsal-faults.md"} {
		for _, match := range link.FindAllStringSubmatch(readDoc(t, name), -1) {
			target := name
			if match[1] != "" {
				target = match[1]
			}
			if _, err := os.Stat(filepath.Join(docs, target)); err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			heading := strings.ReplaceAll(strings.TrimPrefix(match[2], "#"), "-", " ")
			if match[2] != "" && !strings.Contains(strings.ToLower(readDoc(t, target)), "# "+heading+"\n") {
				t.Errorf("%s: %s has no heading %q", name, target, heading)
			}
		}
	}
}
