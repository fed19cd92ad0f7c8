package awsx_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"patchline/internal/awsx"
	"patchline/internal/command"
	"patchline/internal/power"
)

// What the stages ask for is what the clients give.
var (
	_ command.Client          = (*awsx.SSM)(nil)
	_ power.InformationReader = (*awsx.SSM)(nil)
	_ power.Describer         = (*awsx.EC2)(nil)
	_ power.StatusReader      = (*awsx.EC2)(nil)
)

// A client of the SDK's that gets into an interface anywhere makes the binaries
// more than twice as large: see EC2.
func TestTheStagesUseNoOtherClientsOfEC2AndSSM(t *testing.T) {
	made := regexp.MustCompile(`\b(?:ec2|ssm)\.(?:New|NewFromConfig)\(|\*(?:ec2|ssm)\.Client\b`)
	files := 0
	for _, root := range []string{"../../internal", "../../cmd"} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && (entry.Name() == "sim" || entry.Name() == "awsx"):
				return filepath.SkipDir
			case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			text, err := os.ReadFile(path)
			if found := made.Find(text); found != nil {
				t.Errorf("%s has %s: use awsx.NewEC2 and awsx.NewSSM", path, found)
			}
			files++
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 100 {
		t.Errorf("only %d files were looked at", files)
	}
}
