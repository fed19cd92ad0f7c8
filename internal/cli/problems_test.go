package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestEveryProblemOfABadCommandLineIsReportedAtOnce(t *testing.T) {
	called := false
	tr := &trial{
		Args: []string{
			"--stor", "s3://acme/prod", "--max-failed", "12x", "--dry-run", "false", "extra", "--poll=9h",
			"--tag", "", "--tag", "a=b", "--nonsense=hunter2", "--batch", "7", "--batch", "8", "--vss=maybe", "--run",
		},
		Env: []string{"PATCHLINE_TIMEOUT=soon", "PATCHLINE_DRYRUN=true", "PATCHLINE_REGION=eu-west-1a", "PATCHLINE_OTHER_STAGE=1"},
	}
	code := tr.execute(sample(func(context.Context, *sampleOptions, Streams) (Outcome, error) {
		called = true
		return Outcome{}, nil
	}))
	if code != CodeUsage || called {
		t.Errorf("exit code %d, called: %t", code, called)
	}
	want := []string{
		"--stor: is not a flag of this command; did you mean --store?",
		"argument false: is not expected: this command takes flags only; to give --dry-run a value, write --dry-run=false",
		"argument extra: is not expected: this command takes flags only; remove it, or see --help",
		"--nonsense: is not a flag of this command; see --help",
		"--run: has no value; give --run ID, or --run=VALUE for a value that begins with a dash",
		"PATCHLINE_DRYRUN: is not an environment variable of this command; did you mean PATCHLINE_DRY_RUN? Rename or unset it",
		`--max-failed: "12x" is neither a count nor a share; give a count such as 5, or a share from 0% to 100% such as 10%`,
		`--timeout (set by PATCHLINE_TIMEOUT): "soon" is not a duration; give a duration from 1m to 168h`,
		`--region (set by PATCHLINE_REGION): "eu-west-1a" is an Availability Zone; give its Region, eu-west-1`,
		`--vss: "maybe" is neither true nor false; give true or false`,
		"--batch: is given 2 times; give it once",
		`--poll: "9h" is too long; give a duration from 1s to 1m`,
		"--tag: the value is empty; give a value, or leave the option out",
		"nothing was called; see sample --help",
	}
	var got []string
	for line := range strings.Lines(tr.Stderr.String()) {
		got = append(got, strings.TrimPrefix(strings.TrimSuffix(line, "\n"), "sample: "))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	result := decodeResult(t, tr.Stdout.String())
	if result.ExitCode != CodeUsage || len(result.Problems) != len(want)-1 {
		t.Errorf("the result has exit code %d and %d problems", result.ExitCode, len(result.Problems))
	}
	if strings.Contains(tr.Stderr.String()+tr.Stdout.String(), "hunter2") {
		t.Error("the value of an unknown flag is printed")
	}
}

func TestProblemsOfSingleCommandLines(t *testing.T) {
	tests := []struct {
		name string
		args []string // after the required ones, unless bare
		env  []string
		bare bool
		want []string // the problems, by their beginning
	}{
		{name: "what is required is missing", bare: true, want: []string{
			"--run: is missing; give --run ID or set PATCHLINE_RUN",
			"--store: is missing; give --store s3://BUCKET/PREFIX or set PATCHLINE_STORE"}},
		{name: "an empty variable counts as missing", bare: true, args: []string{"--run", "a"}, env: []string{"PATCHLINE_STORE= "}, want: []string{"--store: is missing"}},
		{name: "an empty value on the command line is no run id", bare: true, args: []string{"--run=", "--store", "s3://acme"}, want: []string{`--run: "" is not a run id`}},
		{name: "a flag in place of a value", bare: true, args: []string{"--run", "--store", "s3://acme"}, want: []string{"--run: has no value"}},
		{name: "a single dash will do for a flag, and for a wrong one", args: []string{"-batch", "3", "-batc", "4"}, want: []string{"--batc: is not a flag of this command; did you mean --batch?"}},
		{name: "underscores and capitals are near misses", args: []string{"--Dry_Run"}, want: []string{"--Dry_Run: is not a flag of this command; did you mean --dry-run?"}},
		{name: "a mistyped flag doesn't hide that its right form is wrong too", args: []string{"--batc", "3", "--batch", "99"}, want: []string{"--batc: is not a flag", `--batch: "99" is too large`}},
		{name: "an argument after a mistyped switch is one of its own", args: []string{"--dryrun", "extra"}, want: []string{"--dryrun: is not a flag", "argument extra: is not expected"}},
		{name: "nothing comes near", args: []string{"--bucket", "acme"}, want: []string{"--bucket: is not a flag of this command; see --help"}},
		{name: "arguments after two dashes", args: []string{"--", "--vss", "b"}, want: []string{"argument --vss: is not expected", "argument b: is not expected"}},
		{name: "three dashes and a lone dash", args: []string{"---vss", "-", "--=x"}, want: []string{"argument ---vss", "argument -", "argument --=x"}},
		{name: "an argument can't forge a line", args: []string{"a\nsample: ok"}, want: []string{`argument "a\nsample: ok": is not expected`}},
		{name: "help with a value that it doesn't take", args: []string{"--help=maybe"}, want: []string{`command line: invalid boolean value "maybe"`}},
		{name: "a number out of range in a variable", env: []string{"PATCHLINE_BATCH=51"}, want: []string{`--batch (set by PATCHLINE_BATCH): "51" is too large; give 1 to 50`}},
		{name: "a switch with garbage in its variable", env: []string{"PATCHLINE_DRY_RUN=yes"}, want: []string{`--dry-run (set by PATCHLINE_DRY_RUN): "yes" is neither true nor false`}},
		{name: "a bad line among the values of a variable", env: []string{"PATCHLINE_LOG_LEVEL=loud", "PATCHLINE_LOG_FORMAT=xml"}, want: []string{"--log-format (set by PATCHLINE_LOG_FORMAT):", "--log-level (set by PATCHLINE_LOG_LEVEL):"}},
		{name: "two forms of a variable", env: []string{"PATCHLINE_VSS=1", "PATCHLINE_V_SS=1", "patchline_vss=1"}, want: []string{"PATCHLINE_V_SS: is not", "patchline_vss: is not"}},
		{name: "options that don't go together", args: []string{"--timeout", "1m", "--poll", "1m"}},
		{name: "a result where there is no directory", args: []string{"--result", "/nowhere/at/all/r.json"}, want: []string{`--result: "/nowhere/at/all/r.json" can't be written`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tr := &trial{Args: tt.args, Env: tt.env}
			if !tt.bare {
				tr.Args = slices.Concat(required, tt.args)
			}
			code := tr.execute(sample(nil))
			if len(tt.want) == 0 {
				if code != CodeOK {
					t.Errorf("exit code %d: %s", code, tr.Stderr.String())
				}
				return
			}
			problems := decodeResult(t, tr.Stdout.String()).Problems
			if code != CodeUsage || len(problems) != len(tt.want) {
				t.Fatalf("exit code %d, %d problems, want %d:\n%s", code, len(problems), len(tt.want), tr.Stderr.String())
			}
			for i, want := range tt.want {
				if got := problems[i].String(); !strings.HasPrefix(got, want) {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			}
		})
	}
}

func TestACheckOfSeveralOptionsNamesWhereTheyWereSet(t *testing.T) {
	command := sample(nil)
	check := command.Check
	command.Check = func() []Problem {
		return append(check(), Problem{Flag: "batch", What: "doesn't go with --vss", Do: "leave one out"})
	}
	tr := &trial{Args: slices.Concat(required, []string{"--vss"}), Env: []string{"PATCHLINE_BATCH=2"}}
	if code := tr.execute(command); code != CodeUsage {
		t.Errorf("exit code %d", code)
	}
	if want := "sample: --batch (set by PATCHLINE_BATCH): doesn't go with --vss; leave one out\n"; !strings.HasPrefix(tr.Stderr.String(), want) {
		t.Errorf("got %q, want %q", tr.Stderr.String(), want)
	}

	tr = &trial{Args: slices.Concat(required, []string{"--batch", "0"})}
	tr.execute(command)
	if strings.Contains(tr.Stderr.String(), "doesn't go with") {
		t.Errorf("a check speaks of a flag whose value is no good:\n%s", tr.Stderr.String())
	}
}

func TestAProblemThatOnlyRunFindsNamesWhereItsOptionWasSet(t *testing.T) {
	tr := &trial{Args: required, Env: []string{"PATCHLINE_BATCH=2"}}
	code := tr.execute(sample(func(context.Context, *sampleOptions, Streams) (Outcome, error) {
		return Outcome{}, Usage(Problem{Flag: "batch", What: "is no good here", Do: "give another"})
	}))
	if want := "sample: --batch (set by PATCHLINE_BATCH): is no good here; give another\n"; code != CodeUsage || !strings.HasPrefix(tr.Stderr.String(), want) {
		t.Errorf("exit code %d, got %q, want %q", code, tr.Stderr.String(), want)
	}
}

func TestProblemsAreRecordsWhereTheLogIsJSON(t *testing.T) {
	tr := &trial{Args: []string{"--log-format", "json", "--log-level", "error"}}
	tr.execute(sample(nil))
	lines := strings.Split(strings.TrimSpace(tr.Stderr.String()), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines:\n%s", len(lines), tr.Stderr.String())
	}
	for _, line := range lines {
		var record struct{ Level, Msg string }
		if err := json.Unmarshal([]byte(line), &record); err != nil || record.Level != "ERROR" || record.Msg == "" {
			t.Errorf("%s: %v", line, err)
		}
	}
}

func TestOptionsComeFromTheCommandLineThenTheEnvironmentThenTheDefault(t *testing.T) {
	tr := &trial{
		Args: []string{"--run", "night-1", "--batch=7", "--vss=false", "--tag", "A=1,2", "--tag=B= 3"},
		Env: []string{
			"PATCHLINE_RUN=other", "PATCHLINE_STORE=s3://acme/prod", "PATCHLINE_BATCH=none of a number", "PATCHLINE_VSS=true",
			"PATCHLINE_MAX_FAILED= 10% ", "PATCHLINE_TAG=C=4", "PATCHLINE_POLL=", "PATCHLINE_REGION=eu-west-1", "PATCHLINE_PROFILE=ops",
		},
	}
	var got sampleOptions
	code := tr.execute(sample(func(_ context.Context, o *sampleOptions, _ Streams) (Outcome, error) {
		got = *o
		return Outcome{}, nil
	}))
	if code != CodeOK {
		t.Fatalf("exit code %d: %s", code, tr.Stderr.String())
	}
	if got.Run != "night-1" || got.Store.String() != "s3://acme/prod" || got.Batch != 7 || got.VSS ||
		got.MaxFailed.String() != "10%" || got.Wait != 15*time.Second || got.Timeout != 2*time.Hour ||
		got.Region != "eu-west-1" || got.Profile != "ops" || !slices.Equal(got.Tags, []string{"A=1,2", "B= 3"}) {
		t.Errorf("got %+v", got)
	}
}

func TestAVariableHoldsSeveralValuesOneALine(t *testing.T) {
	tr := &trial{Args: required, Env: []string{"PATCHLINE_TAG=A=1,2\n\n B=3; \r\nC=4\n"}}
	var got []string
	tr.execute(sample(func(_ context.Context, o *sampleOptions, _ Streams) (Outcome, error) {
		got = o.Tags
		return Outcome{}, nil
	}))
	if want := []string{"A=1,2", "B=3;", "C=4"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// decodeResult wants exactly one JSON object with known fields and nothing else.
func decodeResult(t *testing.T, text string) Result {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewBufferString(text))
	decoder.DisallowUnknownFields()
	var result Result
	if err := decoder.Decode(&result); err != nil {
		t.Fatalf("standard output is not a result: %v\n%s", err, text)
	}
	if decoder.More() {
		t.Fatalf("more than one object on standard output:\n%s", text)
	}
	return result
}
