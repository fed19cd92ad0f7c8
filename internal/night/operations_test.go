package night_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// elsewhere are the folders of internal that no binary of a patch day is made
// of.
var elsewhere = []string{"night", "patchtest", "policy", "sim"}

// productOperations reads off the sources which AWS operations the binaries can
// call, as "ec2:StartInstances": the SDK's inputs that they name.
func productOperations(t *testing.T) []string {
	t.Helper()
	const internal = ".."
	found := map[string]bool{}
	err := filepath.WalkDir(internal, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && filepath.Dir(path) == internal && slices.Contains(elsewhere, entry.Name()):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err == nil {
			operations(file, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for operation := range found {
		all = append(all, operation)
	}
	slices.Sort(all)
	return all
}

// operations notes those of one file. The SDK's provider of an assumed role
// makes its call by itself.
func operations(file *ast.File, found map[string]bool) {
	ast.Inspect(file, func(node ast.Node) bool {
		selector, is := node.(*ast.SelectorExpr)
		if !is {
			return true
		}
		name, is := selector.X.(*ast.Ident)
		if !is {
			return true
		}
		action, isInput := strings.CutSuffix(selector.Sel.Name, "Input")
		switch {
		case name.Name == "stscreds" && selector.Sel.Name == "NewAssumeRoleProvider":
			found["sts:AssumeRole"] = true
		case isInput && slices.Contains([]string{"ec2", "s3", "ssm", "sts"}, name.Name):
			found[name.Name+":"+action] = true
		}
		return true
	})
}
