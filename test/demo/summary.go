package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"patchline/internal/run"
	"patchline/internal/run/s3store"
)

// summary fetches the run into the demo's folder and shows what came of each
// instance.
func (n *night) summary(ctx context.Context) error {
	bucket, prefix, _ := strings.Cut(strings.TrimPrefix(n.sim.store, "s3://"), "/")
	client := s3.New(s3.Options{
		BaseEndpoint: &n.sim.url, UsePathStyle: true, Region: "eu-central-1",
		Credentials: credentials.NewStaticCredentialsProvider("111122223333", "fleet-sim", ""),
	})
	r := run.Run{Store: s3store.Store{Client: client, Bucket: bucket}, Keys: run.Keys{Prefix: prefix, Run: n.run}}
	m, err := r.Manifest(ctx)
	if err != nil {
		return err
	}
	history, err := r.History(ctx)
	if err != nil {
		return err
	}
	files, err := n.fetch(ctx, r)
	if err != nil {
		return err
	}
	fmt.Println()
	table(m, history, files)
	fmt.Printf("\nWhat the night made:\n  %s\n  %s\n  %s\n  %s\n",
		filepath.Join(n.out, "run", "manifest.json")+"   the instances, as they were found",
		filepath.Join(n.out, "run", "csv")+"             updates before, after, installed, failed; software",
		filepath.Join(n.out, "run", "stages")+"          what each stage came to, instance by instance",
		filepath.Join(n.out, "results")+"             the result of each binary, as Jenkins reads it")
	return nil
}

// fetch copies the run's objects into the demo's folder.
func (n *night) fetch(ctx context.Context, r run.Run) (map[string][]byte, error) {
	files := map[string][]byte{}
	for key, err := range r.Store.List(ctx, r.Keys.Prefix+"/runs/"+n.run+"/", "") {
		if err != nil {
			return nil, err
		}
		object, err := r.Store.Get(ctx, key)
		if err != nil {
			return nil, err
		}
		name := strings.TrimPrefix(key, r.Keys.Prefix+"/runs/"+n.run+"/")
		files[name] = object.Body
		// A colon, from the role's id in front of the instance's, is no
		// character of every file system.
		file := filepath.Join(n.out, "run", filepath.FromSlash(strings.ReplaceAll(name, ":", "_")))
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, object.Body, 0o600); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func table(m run.Manifest, h run.History, files map[string][]byte) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "INSTANCE\tAPPLICATION\tBEFORE\tSNAPSHOTS\tINSTALLED\tFAILED\tAFTERWARDS\tWHAT CAME OF IT")
	failures := h.Failures()
	snapshots := h.Latest(run.StageID{Stage: run.StageSnapshot})
	restored := h.Latest(run.StageID{Stage: run.StageRestore})
	confirmed := h.Latest(run.StageID{Stage: run.StageConfirm})
	for _, i := range m.Instances {
		counts := installed(files, i.ID)
		verdict := confirmed[i.ID].Reason
		switch {
		case confirmed[i.ID].Status == run.OK && counts["failed"] > 0:
			verdict = "what was installed is confirmed; see csv/updates-failed for the rest"
		case confirmed[i.ID].Status == run.OK:
			verdict = "confirmed after its reboot"
		}
		if failure, failed := failures[i.ID]; failed {
			verdict = fmt.Sprintf("failed %s: %s", failure.Stage, failure.Reason)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%s\t%s\n", i.Name, i.Application, i.State,
			len(snapshots[i.ID].Proof), counts["installed"], counts["failed"], afterwards(i, restored[i.ID]), short(verdict))
	}
	for _, left := range m.LeftOut {
		fmt.Fprintf(w, "%s\t\t\t\t\t\t\tleft out: %s\n", left.ID, short(left.Reason))
	}
	_ = w.Flush()
}

func afterwards(i run.Instance, r run.InstanceResult) string {
	switch {
	case r.Status != run.OK:
		return "not restored"
	case i.State == run.StateRunning:
		return "rebooted"
	default:
		return "stopped"
	}
}

// installed reads the counts in the marker of the installing document.
func installed(files map[string][]byte, instance string) map[string]int {
	for name, body := range files {
		if !strings.HasPrefix(name, "markers/"+run.DocInstall+"/") || !strings.Contains(name, instance+"/") {
			continue
		}
		var marker run.Marker
		if json.Unmarshal(bytes.TrimSpace(body), &marker) == nil {
			return marker.Counts
		}
	}
	return nil
}

// short keeps a sentence on the line.
func short(text string) string {
	const longest = 70
	runes := []rune(text)
	if len(runes) <= longest {
		return text
	}
	return string(runes[:longest-1]) + "…"
}
