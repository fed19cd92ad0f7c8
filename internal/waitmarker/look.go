package waitmarker

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"patchline/internal/awsx"
	"patchline/internal/command"
	"patchline/internal/run"
	"patchline/internal/stage"
)

// grace is how long after its command's end an instance's marker is waited
// for. The document writes it before it ends, and S3 shows it at once.
const grace = 30 * time.Second

// look reads the markers, and then what SSM says of those without.
func (v *watch) look(ctx context.Context) (awsx.Look, error) {
	if err := v.markers(ctx); err != nil {
		return awsx.Look{}, v.w.Explain(err)
	}
	if len(v.results) < len(v.commandOf) {
		if err := v.statuses(ctx); err != nil {
			return awsx.Look{}, err
		}
	}
	look := awsx.Look{Total: len(v.commandOf)}
	failed := 0
	for id := range v.commandOf {
		result, found := v.results[id]
		switch {
		case !found:
			look.Pending = append(look.Pending, id)
		case result.Status == run.Failed:
			failed++
		default:
			look.Done++
		}
	}
	slices.Sort(look.Pending)
	v.w.Progress.Update(look.Done, failed, look.Total)
	return look, nil
}

// markers reads the outcomes from the keys: 1,000 a call. Bodies are read for
// failures only.
func (v *watch) markers(ctx context.Context) error {
	keys := v.w.Run.Keys
	for key, err := range v.w.Run.Store.List(ctx, keys.MarkersPrefix(v.o.Document, v.attempt), "") {
		if err != nil {
			return err
		}
		id, outcome, ok := keys.ParseMarker(key, v.o.Document, v.attempt)
		if _, sent := v.commandOf[id]; !ok || !sent {
			continue // an instance wrote what is not its own to write
		}
		if _, known := v.results[id]; known {
			continue
		}
		if outcome == run.Success {
			v.settle(id, run.OK, "")
			continue
		}
		reason, err := v.reason(ctx, key)
		if err != nil {
			return err
		}
		v.settle(id, run.Failed, reason)
	}
	return nil
}

// longestReason bounds what an instance may put into a report.
const longestReason = 500

// reason reads why a document failed from its marker. The instance wrote it.
func (v *watch) reason(ctx context.Context, key string) (string, error) {
	object, err := v.w.Run.Store.Get(ctx, key)
	if err != nil {
		return "", err
	}
	return "the document failed" + cause(object.Body), nil
}

// cause is what a marker says of its failure.
func cause(body []byte) string {
	var marker run.Marker
	if err := json.Unmarshal(body, &marker); err != nil {
		return ", and its marker can't be read"
	}
	text := marker.Error
	if marker.HResult != "" {
		text += " (" + marker.HResult + ")"
	}
	return ": " + printable(text)
}

// printable keeps one line of a text that an instance wrote.
func printable(text string) string {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	runes := []rune(strings.Join(strings.Fields(clean), " "))
	if len(runes) > longestReason {
		return string(runes[:longestReason]) + "…"
	}
	return string(runes)
}

// statuses asks SSM about the commands that instances without marker are in.
func (v *watch) statuses(ctx context.Context) error {
	var mu sync.Mutex
	groups := v.w.ByTarget(v.open())
	return v.w.EachTarget(ctx, groups, func(ctx context.Context, cfg aws.Config, g stage.Group) error {
		client := ssm.NewFromConfig(cfg)
		waiting := map[string][]string{}
		for _, i := range g.Instances {
			waiting[v.commandOf[i.ID]] = append(waiting[v.commandOf[i.ID]], i.ID)
		}
		summaries, err := command.Summaries(ctx, client, v.o.Document, v.since())
		if err != nil {
			return err
		}
		for id, instances := range waiting {
			if err := v.drill(ctx, client, &mu, id, instances, summaries[id]); err != nil {
				return err
			}
		}
		return nil
	})
}

// drill lists a command's invocations when more of them have ended than have
// markers, and settles those that ended a while ago without.
func (v *watch) drill(ctx context.Context, client command.Client, mu *sync.Mutex, id string, waiting []string, summary command.Progress) error {
	mu.Lock()
	known := v.drilled[id]
	mu.Unlock()
	without := summary.Finished - (summary.Targets - len(waiting))
	if without > 0 && summary.Finished != known {
		invocations, err := command.Invocations(ctx, client, id, false)
		if err != nil {
			return err
		}
		mu.Lock()
		v.drilled[id] = summary.Finished
		for _, i := range invocations {
			if _, known := v.ended[i.Instance]; i.Final && !known {
				v.ended[i.Instance] = ending{i.Status, time.Now()}
			}
		}
		mu.Unlock()
	}
	mu.Lock()
	defer mu.Unlock()
	for _, instance := range waiting {
		if end, found := v.ended[instance]; found && time.Since(end.seen) >= grace {
			v.settle(instance, run.Failed, fmt.Sprintf("the command ended with %s and the document wrote no marker (command %s)", end.status, id))
		}
	}
	return nil
}

// open gives the instances without a result, as the manifest has them.
func (v *watch) open() []run.Instance {
	var open []run.Instance
	for _, i := range v.w.Manifest.Instances {
		_, sent := v.commandOf[i.ID]
		if _, known := v.results[i.ID]; sent && !known {
			open = append(open, i)
		}
	}
	return open
}

// since is when the first command was intended.
func (v *watch) since() time.Time {
	since := time.Now()
	for _, c := range v.commands {
		if c.IntendedAt.Before(since) {
			since = c.IntendedAt
		}
	}
	return since
}

// cancel asks SSM to cancel what is under way. It does its best: an agent may
// not hear of it.
func (v *watch) cancel(ctx context.Context) error {
	recording, stop := context.WithTimeout(context.WithoutCancel(ctx), cancelWithin)
	defer stop()
	return v.w.EachTarget(recording, v.w.ByTarget(v.open()), func(ctx context.Context, cfg aws.Config, g stage.Group) error {
		client := ssm.NewFromConfig(cfg)
		byCommand := map[string][]string{}
		for _, i := range g.Instances {
			byCommand[v.commandOf[i.ID]] = append(byCommand[v.commandOf[i.ID]], i.ID)
		}
		for id, instances := range byCommand {
			if _, err := client.CancelCommand(ctx, &ssm.CancelCommandInput{CommandId: &id, InstanceIds: instances}); err != nil {
				return fmt.Errorf("cancelling command %s: %w", id, err)
			}
		}
		return nil
	})
}

// cancelWithin leaves the rest of the ten seconds after a signal to recording.
const cancelWithin = 5 * time.Second
