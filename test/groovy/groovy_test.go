// Package groovy_test runs the tests of what Jenkins loads, which are Java and
// Groovy, and its lint.
package groovy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"patchline/internal/run"
	"patchline/internal/testenv"
	"patchline/test/script/harness"
)

// offline is what Maven and npm say when they can't get what they need.
var offline = regexp.MustCompile(`Could not (transfer|resolve|find) (artifact|dependencies)|could not be resolved|ENOTFOUND|EAI_AGAIN|ECONNREFUSED`)

// TestOnJenkinsGroovy runs the Maven project in this folder.
func TestOnJenkinsGroovy(t *testing.T) {
	testenv.NeedCommand(t, "java", "OpenJDK 17 from the system's packages")
	maven := testenv.NeedCommand(t, "mvn", "Maven from the system's packages")
	watch(t)
	build := exec.CommandContext(t.Context(), maven, "--batch-mode", "--no-transfer-progress", "--quiet", "test")
	build.Env = append(os.Environ(), "PATCHLINE_HOME="+harness.BuildPlain(t))
	out, err := build.CombinedOutput()
	testenv.Need(t, "what the tests need of Maven Central", err == nil || !offline.Match(out))
	if err != nil {
		t.Fatalf("mvn test: %v\n%s", err, out)
	}
}

// TestLint wants npm-groovy-lint to find nothing, by the rules in lint/.
func TestLint(t *testing.T) {
	testenv.NeedCommand(t, "java", "OpenJDK 17 from the system's packages")
	npm := testenv.NeedCommand(t, "npm", "Node.js 20 from nodejs.org")
	watch(t)
	out, err := exec.CommandContext(t.Context(), npm, "ci", "--no-audit", "--no-fund").CombinedOutput()
	testenv.Need(t, "what the lint needs of the npm registry", err == nil || !offline.Match(out))
	if err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	if out, err := exec.CommandContext(t.Context(), npm, "run", "--silent", "lint").CombinedOutput(); err != nil {
		t.Errorf("npm-groovy-lint: %v\n%s", err, out)
	}
}

// TestPatchDayHasTheDocumentsOfTheBinaries compares the list that Jenkins goes
// through with the one that the binaries know.
func TestPatchDayHasTheDocumentsOfTheBinaries(t *testing.T) {
	text, err := os.ReadFile("../../src/patchline/PatchDay.groovy")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(text), "DOCUMENTS = [")
	list, _, _ = strings.Cut(list, "]")
	var documents []string
	for _, match := range regexp.MustCompile(`'([^']*)'`).FindAllStringSubmatch(list, -1) {
		documents = append(documents, match[1])
	}
	if !slices.Equal(documents, run.PatchDay) {
		t.Errorf("got  %q\nwant %q", documents, run.PatchDay)
	}
}

// watch has these tests run anew when something changes that Jenkins loads.
func watch(t *testing.T) {
	t.Helper()
	for _, name := range []string{
		"Jenkinsfile", "vars", "src", "resources", "examples/jenkins",
		"test/groovy/src", "test/groovy/pom.xml", "test/groovy/lint", "test/groovy/package-lock.json",
	} {
		harness.Watch(t, filepath.Join("..", "..", name))
	}
}
