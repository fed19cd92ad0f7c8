// Package terraform has the tests of what is in terraform/, so far as they need
// no account: the AWS provider is not loaded. What the policies say is tested in
// internal/policy, and whether it is right in internal/night.
package terraform

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// folder is what is tested.
const folder = "../../terraform"

// terraform runs Terraform in a folder, and gives what it prints. Where there
// is none the test is skipped, with CI=true as well: Terraform is in none of
// the registries that CI installs from, and what is tested with it here the Go
// tests look at too, without it.
func terraform(t *testing.T, dir string, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath("terraform")
	if err != nil {
		t.Skip("terraform is not installed (https://developer.hashicorp.com/terraform/install)")
	}
	command := exec.CommandContext(t.Context(), path, args...)
	command.Dir = dir
	// Nothing is asked for over the network, and no one's own settings count.
	settings := filepath.Join(t.TempDir(), "settings")
	if err := os.WriteFile(settings, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	command.Env = append(os.Environ(), "CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE="+settings, "TF_IN_AUTOMATION=1", "TF_INPUT=0")
	var problems strings.Builder
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil {
		t.Fatalf("terraform %s: %v\n%s%s", strings.Join(args, " "), err, out, problems.String())
	}
	return out
}

func TestItIsFormatted(t *testing.T) {
	if files := terraform(t, folder, "fmt", "-check", "-recursive", "-list=true"); len(files) > 0 {
		t.Errorf("terraform fmt would change:\n%s", files)
	}
}
