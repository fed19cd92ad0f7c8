package docgen

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"patchline/internal/cli"
)

func command(t *testing.T, args ...string) (code cli.Code, result cli.Result, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = cli.Execute(t.Context(), NewCommand(), cli.Process{Args: append([]string{"docgen"}, args...), Stdout: &out, Stderr: &errs})
	if err := json.Unmarshal(out.Bytes(), &result); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	return code, result, errs.String()
}

func TestTheCommandTellsItsEndByExitCodeAndMistakesByLine(t *testing.T) {
	root := onDisk(t)
	if code, _, stderr := command(t, "--documents", root, "--check"); code != cli.CodeError || !strings.Contains(stderr, "docgen: dist/Acme-Install.json: is not as the sources give it") {
		t.Errorf("before it was built: %d\n%s", code, stderr)
	}
	if code, _, stderr := command(t, "--documents", root); code != cli.CodeOK || !strings.Contains(stderr, "exit code 0 (done)") {
		t.Errorf("building: %d\n%s", code, stderr)
	}
	if code, _, stderr := command(t, "--documents", root, "--check"); code != cli.CodeOK {
		t.Errorf("checking: %d\n%s", code, stderr)
	}
	code, result, _ := command(t, "--documents", filepath.Join(root, "none"), "--parameter", "x", "--document", "Acme-Install")
	var what []string
	for _, p := range result.Problems {
		what = append(what, p.String())
	}
	all := strings.Join(what, "\n")
	if code != cli.CodeUsage || len(what) != 3 || !strings.Contains(all, "no such file") || !strings.Contains(all, `"x" is not a parameter`) || !strings.Contains(all, "--document: is for documents that go to --out") {
		t.Errorf("wrong options: %d\n%s", code, all)
	}
}

func TestSchema12IsWrittenWithItsValues(t *testing.T) {
	root, out := onDisk(t), t.TempDir()
	code, result, stderr := command(t, "--documents", root, "--out", out, "--parameter", "Store=s3://acme/prod", "--parameter", "Mode=Scan")
	if code != cli.CodeOK {
		t.Fatalf("%d\n%s", code, stderr)
	}
	written := files(t, out)
	if len(written) != 1 || !strings.Contains(written["Acme-Install.json"], "\"Store = 's3://acme/prod'\",\n\"Mode = 'Scan'\",\n\"Deny = ''\",\n") {
		t.Errorf("got %q, %+v", written, result.Details)
	}
	if _, err := os.Stat(filepath.Join(root, "dist")); err == nil {
		t.Error("it has built dist as well")
	}
}

func TestSchema12RefusesValuesThatTheParameterDoesNotAllow(t *testing.T) {
	built := build(t, nil)
	store := Value{"Store", "s3://acme/prod"}
	for name, c := range map[string]struct {
		names  []string
		values []Value
		want   string
	}{
		"a value that is missing":       {nil, nil, "Acme-Install: Store needs a value"},
		"a value with a quote":          {nil, []Value{{"Store", "s3://acme/'; exit 3010 #"}}, "Acme-Install: Store does not allow the value"},
		"a value that is not allowed":   {nil, []Value{store, {"Mode", "Remove"}}, `Mode does not allow the value "Remove": one of ["Install" "Scan"]`},
		"a value that is too long":      {nil, []Value{store, {"Deny", strings.Repeat("x", 101)}}, "100 characters at most"},
		"a parameter that is not there": {nil, []Value{store, {"Mod", "Scan"}}, "--parameter: no document has a parameter Mod"},
		"a document that is not there":  {[]string{"Acme"}, []Value{store}, "Acme: there is no such document"},
		"a document with another step":  {[]string{"Acme-Update"}, []Value{store}, "Acme-Update: it has a step before its script"},
	} {
		t.Run(name, func(t *testing.T) {
			files, err := built.Fill(c.names, c.values)
			if err == nil || files != nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTheHelpSpeaksOfNoInstances(t *testing.T) {
	var out bytes.Buffer
	if code := cli.Execute(t.Context(), NewCommand(), cli.Process{Args: []string{"docgen", "--help"}, Stdout: &out, Stderr: &out}); code != cli.CodeOK {
		t.Errorf("exit code %d", code)
	}
	help := out.String()
	if !strings.Contains(help, "    0  done\n    1  error\n    2  usage or configuration: nothing was done\n") || strings.Contains(help, "every instance") {
		t.Errorf("got\n%s", help)
	}
}
