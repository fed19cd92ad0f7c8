package waitmarker

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"patchline/internal/awsx"
	"patchline/internal/run"
)

// look reads the markers. Where the last look found no new one it asks Systems
// Manager first what has ended: a command that has by then wrote its marker
// before, if it ever does.
func (v *watch) look(ctx context.Context) (awsx.Look, error) {
	var ended summaries
	if v.quiet {
		var err error
		if ended, err = v.summaries(ctx); err != nil {
			return awsx.Look{}, err
		}
	}
	known := len(v.results)
	if err := v.markers(ctx); err != nil {
		return awsx.Look{}, v.w.Explain(err)
	}
	v.quiet = len(v.results) == known
	if err := v.drill(ctx, ended); err != nil {
		return awsx.Look{}, err
	}
	v.giveUp()
	return v.count(), nil
}

func (v *watch) count() awsx.Look {
	look := awsx.Look{Total: len(v.commandOf), Within: time.Duration(late * float64(time.Since(v.began)))}
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
	return look
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
	if !strings.Contains(text, marker.HResult) {
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
