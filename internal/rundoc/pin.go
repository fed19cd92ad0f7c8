package rundoc

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"patchline/internal/awsx"
	"patchline/internal/cli"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// described is the document as it is in one target.
type described struct {
	version, hash string
	parameters    map[string]bool
}

// describe looks the document up in every target.
func describe(ctx context.Context, w *stage.Work, document string, groups []stage.Group) (map[string]described, error) {
	var mu sync.Mutex
	all := map[string]described{}
	err := w.EachTarget(ctx, groups, func(ctx context.Context, cfg aws.Config, g stage.Group) error {
		out, err := awsx.NewSSM(cfg).DescribeDocument(ctx, &ssm.DescribeDocumentInput{Name: &document})
		if awsx.Is(err, "InvalidDocument") {
			return fmt.Errorf("there is no document %s: deploy it there, or mend --document (%w)", document, err)
		}
		if err != nil {
			return fmt.Errorf("looking the document %s up: %w", document, err)
		}
		d := described{
			version: aws.ToString(out.Document.DocumentVersion), hash: aws.ToString(out.Document.Hash),
			parameters: map[string]bool{},
		}
		for _, p := range out.Document.Parameters {
			d.parameters[aws.ToString(p.Name)] = true
		}
		mu.Lock()
		defer mu.Unlock()
		all[g.Target.String()] = d
		return nil
	})
	return all, err
}

// pin fixes the document for the run at its first send, or gives back how it
// was fixed. The content must be one in all targets.
func pin(ctx context.Context, w *stage.Work, document string, found map[string]described) (run.Pin, error) {
	have, err := w.Run.Pinned(ctx, document)
	if errors.Is(err, run.ErrNotFound) {
		have = run.Pin{Document: document, Versions: map[string]string{}}
		for _, target := range slices.Sorted(maps.Keys(found)) {
			d := found[target]
			if have.Hash != "" && d.hash != have.Hash {
				return have, cli.Refused(fmt.Errorf("the document %s differs between the targets (%s has SHA-256 %s, others %s): deploy one content to all of them", document, target, d.hash, have.Hash))
			}
			have.Hash, have.Versions[target] = d.hash, d.version
		}
		if w.DryRun || len(found) == 0 { // nothing is sent, and nothing fixed
			return have, nil
		}
		have, err = w.Run.PinDocument(ctx, have)
	}
	if err != nil {
		return have, w.Explain(err)
	}
	return extend(ctx, w, have, found)
}

// extend fixes the document for targets that earlier sends did not go to, since
// none of their instances went on at that time.
func extend(ctx context.Context, w *stage.Work, have run.Pin, found map[string]described) (run.Pin, error) {
	further := map[string]string{}
	for _, target := range slices.Sorted(maps.Keys(found)) {
		if have.Versions[target] != "" {
			continue
		}
		if d := found[target]; d.hash != have.Hash {
			return have, cli.Refused(fmt.Errorf("the document %s in %s has SHA-256 %s, and the run has fixed SHA-256 %s: deploy that content there", have.Document, target, d.hash, have.Hash))
		}
		further[target] = found[target].version
	}
	if len(further) == 0 || w.DryRun {
		return have, nil
	}
	have, err := w.Run.ExtendPin(ctx, have.Document, further)
	return have, w.Explain(err)
}

// checkParameters refuses parameters that the document does not have.
func checkParameters(o Options, found map[string]described) error {
	for _, target := range slices.Sorted(maps.Keys(found)) {
		for _, p := range o.Parameters {
			if !found[target].parameters[p.Name] {
				return cli.Usage(cli.Problem{
					Flag: "parameter", What: fmt.Sprintf("names %s, and the document %s has no such parameter", p.Name, o.Document),
					Do: "give one of " + strings.Join(slices.Sorted(maps.Keys(found[target].parameters)), ", "),
				})
			}
		}
	}
	return nil
}
