package docgen

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"patchline/internal/cli"
	"patchline/internal/cli/option"
	"patchline/internal/run"
)

// Options are what docgen is told.
type Options struct {
	// Documents is the folder of the sources and of dist.
	Documents string
	// Check compares with what is there, and writes nothing.
	Check bool
	// Out is where to write documents of schema 1.2 with the values of
	// Parameters in them; "": build the dist folder.
	Out        string
	Names      []string // of the documents that go to Out; none: all
	Parameters []Value

	Log *slog.Logger // nil: none
}

// NewCommand is the command line of docgen.
func NewCommand() *cli.Command {
	o := Options{Documents: "documents"}
	return &cli.Command{
		Name:  "docgen",
		Usage: "build the SSM documents of their PowerShell scripts",
		Tool:  true,
		Description: "Puts each script in the documents' folder, the parts of the module that it takes in, and its metadata together to an SSM document, in dist: of schema 2.2, and of 1.2 for who needs that. " +
			"It checks what Systems Manager would refuse, and what would be unsafe to run; every problem is told with its file and line, and then nothing is written. The same sources give the same bytes. README.md in the documents' folder tells the rules.\n\n" +
			"Schema 1.2 has no parameters here: their values stand in the script. In dist they are left open, and such a document refuses to run. --out writes documents with the values of --parameter in their places.",
		Examples: []cli.Example{
			{Remark: "after a change of a script", Line: "docgen"},
			{Remark: "whether what is committed is what the sources give", Line: "docgen --check"},
			{Remark: "a document of schema 1.2 for one run", Line: "docgen --out . --document " + run.DocUpdatesBefore + " --parameter Store=s3://acme-patchline/prod --parameter StoreRegion=eu-central-1 --parameter RunId=2026-11-prod --parameter Attempt=1 --parameter Instances=…"},
		},
		Flags: []*cli.Flag{
			cli.Value(&o.Documents, "documents", "DIR", "the folder of the documents", parseFolder),
			cli.Switch(&o.Check, "check", "compare with the files that are there, list what differs, and write nothing"),
			cli.Value(&o.Out, "out", "DIR", "write documents of schema 1.2 with their values here, and leave dist alone", parseFolder),
			cli.Values(&o.Names, "document", "NAME", "with --out: the document to write, instead of all", parseName),
			cli.Values(&o.Parameters, "parameter", "NAME=VALUE", "with --out: the value of a parameter", parseValue),
		},
		Check: o.check,
		Run: func(_ context.Context, streams cli.Streams) (cli.Outcome, error) {
			o.Log = streams.Log
			return Run(o)
		},
	}
}

// check refuses options that do not go together.
func (o *Options) check() []cli.Problem {
	var problems []cli.Problem
	if o.Out == "" {
		for flag, given := range map[string]int{"document": len(o.Names), "parameter": len(o.Parameters)} {
			if given > 0 {
				problems = append(problems, cli.Problem{Flag: flag, What: "is for documents that go to --out", Do: "give --out DIR as well"})
			}
		}
	} else if o.Check {
		problems = append(problems, cli.Problem{Flag: "check", What: "comes with --out", Do: "give one of both"})
	}
	return problems
}

func parseFolder(text string) (string, error) {
	const do = "give a folder that exists"
	info, err := os.Stat(text)
	switch {
	case err != nil:
		return "", &option.InvalidError{What: fmt.Sprintf("%q can't be used: %v", text, cause(err)), Do: do}
	case !info.IsDir():
		return "", &option.InvalidError{What: fmt.Sprintf("%q is not a folder", text), Do: do}
	}
	return text, nil
}

// cause is the system's reason without operation and path.
func cause(err error) error {
	if failed, found := errors.AsType[*fs.PathError](err); found {
		return failed.Err
	}
	return err
}

func parseName(text string) (string, error) {
	if text == "" {
		return "", &option.InvalidError{What: "the name is empty", Do: "give a document's name, such as " + run.DocInstall}
	}
	return text, nil
}

func parseValue(text string) (Value, error) {
	name, value, found := strings.Cut(text, "=")
	if !found || name == "" {
		return Value{}, &option.InvalidError{What: fmt.Sprintf("%q is not a parameter", text), Do: "give NAME=VALUE, such as " + run.ParamRun + "=2026-11-prod"}
	}
	return Value{name, value}, nil
}
