package run_test

import (
	"strings"
	"testing"

	"patchline/internal/run"
	"patchline/internal/run/memstore"
)

// In a policy of IAM, * crosses slashes: an instance that may write a marker of
// any run may be able to write its key below another folder of the run.
func TestWhatIsPlantedAmongCommandsAndIntentsIsNotRead(t *testing.T) {
	r := runOf(&memstore.Store{}, "night")
	own := run.Command{Document: run.DocInstall, Attempt: 1, Batch: 1, Instances: []string{"i-0000000a"}, IntendedAt: night}
	if err := r.Intend(t.Context(), &own); err != nil {
		t.Fatal(err)
	}
	snapshot := run.StageID{Stage: run.StageSnapshot}
	if err := r.WriteIntent(t.Context(), snapshot, 1, run.Intent{At: night, Instances: []string{"i-0000000a"}}); err != nil {
		t.Fatal(err)
	}
	prefix, commands := r.Keys.AllCommandsPrefix(), r.Keys.CommandsPrefix(run.DocInstall, 1)
	for _, key := range []string{
		commands + "markers/d/1/AROAX:i-0000000b/success.json", commands + "9.json", commands + "+00001.json", commands + "000000.json",
		r.Keys.CommandsPrefix(run.DocInstall, 7) + "markers/x.json", prefix + run.DocInstall + "/07/000001.json",
		prefix + "Evil/1/markers/x/000001.json", prefix + "Evil", prefix + "/1/000001.json",
		r.Keys.IntentsPrefix(snapshot) + "markers/a/1/AROAX:i-0000000b/000099.json", r.Keys.IntentsPrefix(snapshot) + "99.json",
	} {
		if _, err := r.Store.Create(t.Context(), key, []byte("planted: no JSON")); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := r.Commands(t.Context(), run.DocInstall, 1); err != nil || len(all) != 1 {
		t.Errorf("the commands are %+v, %v", all, err)
	}
	if last, all, err := r.LastCommands(t.Context(), run.DocInstall); err != nil || last != 1 || len(all) != 1 {
		t.Errorf("the last attempt is %d with %+v, %v", last, all, err)
	}
	if documents, err := r.Documents(t.Context()); err != nil || strings.Join(documents, " ") != run.DocInstall {
		t.Errorf("the documents are %q, %v", documents, err)
	}
	if sent, err := r.Sent(t.Context()); err != nil || len(sent) != 1 {
		t.Errorf("sent were %v, %v", sent, err)
	}
	if intents, next, err := r.Intents(t.Context(), snapshot); err != nil || len(intents) != 1 || next != 2 {
		t.Errorf("the intents are %+v, the next %d, %v", intents, next, err)
	}
}
