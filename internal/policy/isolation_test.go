package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"patchline/internal/policy"
	"patchline/internal/run"
)

const (
	templates policy.Templates = "../../terraform/modules/policies/templates"

	bucket, prefix = "acme-patchline", "prod"
	region         = "eu-central-1"
	otherAccount   = "444455556666"

	jenkinsARN = "arn:aws:iam::" + account + ":role/patchline-jenkins"
	roleARN    = "arn:aws:iam::" + account + ":role/patchline-instance"
	otherARN   = "arn:aws:iam::" + otherAccount + ":role/patchline-instance"

	mine, theirs = "AROAINSTANCE0000000AA:i-0a1c5e0000000a001", "AROAINSTANCE0000000AA:i-0a1c5e0000000a002"
	abroad       = "AROAOTHER0000000000BB:i-0a1c5e0000000b001"
	storeKey     = "arn:aws:kms:" + region + ":" + account + ":key/store"
)

func deployment() policy.Deployment {
	return policy.Deployment{
		Partition: policy.Partition, Account: account, Bucket: bucket, Prefix: prefix, StoreKey: storeKey,
		Documents: append(slices.Clone(run.PatchDay), run.DocConfirm, run.DocVerifyApplication),
		Tag:       "PatchGroup", Values: []string{"*"}, Jenkins: jenkinsARN,
		Targets: map[string]string{otherAccount: "arn:aws:iam::" + otherAccount + ":role/patchline-target"}, InstanceRoles: []string{otherARN},
		VSS: true, VolumeKeys: []string{"arn:aws:kms:" + region + ":" + account + ":key/volumes"},
	}
}

func deployed(t testing.TB) policy.Policies {
	t.Helper()
	p, err := templates.Deployed(deployment())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// callers are who may try something.
func callers(t testing.TB, p policy.Policies) map[string]policy.Caller {
	t.Helper()
	everything, err := policy.Parse([]byte(`{"Version": "2012-10-17", "Statement": [{"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	instance := []policy.Document{p.Instance}
	return map[string]policy.Caller{
		"an instance":                           {Account: account, ARN: roleARN, UserID: mine, Policies: instance},
		"an instance of another account":        {Account: otherAccount, ARN: otherARN, UserID: abroad, Policies: instance},
		"a stranger's role of that account":     {Account: otherAccount, ARN: otherARN + "-2", UserID: "AROASTRANGER00000000C:i-0a1c5e0000000b001", Policies: instance},
		"an instance whose role may everything": {Account: account, ARN: roleARN, UserID: mine, Policies: []policy.Document{everything}},
		"Jenkins":                               {Account: account, ARN: jenkinsARN, UserID: "AROAJENKINS00000000DD:night", Policies: []policy.Document{p.Jenkins}},
	}
}

var keys = run.Keys{Prefix: prefix, Run: "night"}

// Of an instance's keys and of Jenkins'.
func marker(who string) string { return keys.Marker(run.DocInstall, 1, who, run.Success) }
func csv(who string) string    { return keys.CSV(run.UpdatesAfter, who) }
func updates(who string) string {
	return keys.List(who, run.List{Run: "night", Kind: run.UpdatesAfter})
}

func jenkinsKeys() []string {
	restore := run.StageID{Stage: run.StageRestore}
	return []string{
		keys.Claims(), keys.Manifest(), keys.Pin(run.DocInstall), keys.Stage(restore, 1),
		keys.Intent(restore, 1), keys.Command(run.DocInstall, 1, 1),
	}
}

const script = prefix + "/scripts/0000000000000000000000000000000000000000000000000000000000000000/Install.ps1"

// may tells whether IAM allows all that a call needs.
func may(p policy.Policies, caller policy.Caller, requests []policy.Request) bool {
	return !slices.ContainsFunc(requests, func(r policy.Request) bool { return !p.Ask(caller, r).Allowed })
}

func put(key string) []policy.Request {
	return policy.PutObject(bucket, key, region, false, policy.Keys{Store: storeKey})
}

func get(key string) []policy.Request {
	return policy.GetObject(bucket, key, region, policy.Keys{Store: storeKey})
}

func list(prefix string) []policy.Request { return []policy.Request{policy.List(bucket, prefix)} }

func object(action, key string) []policy.Request {
	return []policy.Request{{Action: action, Resource: "arn:aws:s3:::" + bucket + "/" + key}}
}

func TestWhoMayDoWhatInTheStore(t *testing.T) {
	p := deployed(t)
	earlier := run.Keys{Prefix: prefix, Run: "last-month"}
	type try struct {
		what     string
		requests []policy.Request
		allowed  bool
	}
	tries := map[string][]try{
		"an instance": {
			{"write its marker", put(marker(mine)), true},
			{"write its CSV", put(csv(mine)), true},
			{"read its CSV", get(csv(mine)), true},
			{"read its CSV of an earlier run", get(earlier.CSV(run.UpdatesAfter, mine)), true},
			{"read a script", get(script), true},
			{"write its list", put(updates(mine)), true},
			{"read its list", get(updates(mine)), true},
			{"list its lists", list(keys.ListsPrefix(mine)), true},
			{"write another's list", put(updates(theirs)), false},
			{"read another's list", get(updates(theirs)), false},
			{"list another's lists", list(keys.ListsPrefix(theirs)), false},
			{"list the lists of all", list(prefix + "/lists/"), false},
			{"list those whose ids begin as its own", list(strings.TrimSuffix(keys.ListsPrefix(mine), "1/")), false},
			{"write another's marker", put(marker(theirs)), false},
			{"write another's CSV", put(csv(theirs)), false},
			{"read another's CSV", get(csv(theirs)), false},
			{"read a marker", get(marker(theirs)), false},
			{"write a marker by its bare id", put(marker(run.IdentityInstance(theirs))), false},
			{"write a script", put(script), false},
			{"delete its marker", object("s3:DeleteObject", marker(mine)), false},
			{"delete an earlier version", object("s3:DeleteObjectVersion", marker(mine)), false},
			{"make its CSV public", object("s3:PutObjectAcl", csv(mine)), false},
			{"list the bucket", list(""), false},
			{"list the run", list("prod/runs/night/"), false},
			{"list another's CSV", list(csv(theirs)), false},
			{"read the manifest", get(keys.Manifest()), false},
			{"read another store of the bucket", get("test/scripts/0/Install.ps1"), false},
		},
		"an instance of another account": {
			{"write its marker", put(marker(abroad)), true},
			{"read its CSV", get(csv(abroad)), true},
			{"write its list", put(updates(abroad)), true},
			{"list its lists", list(keys.ListsPrefix(abroad)), true},
			{"list another's lists", list(keys.ListsPrefix(mine)), false},
			{"read a script", get(script), true},
			{"write another's marker", put(marker(mine)), false},
			{"read another's CSV", get(csv(mine)), false},
		},
		"a stranger's role of that account": {
			{"write a marker that ends in the instance's id", put(marker("AROASTRANGER00000000C:i-0a1c5e0000000b001")), false},
			{"read a script", get(script), false},
		},
		"an instance whose role may everything": {
			{"write its marker", put(marker(mine)), true},
		},
		"Jenkins": {
			{"write a marker", put(marker(mine)), false},
			{"write a CSV", put(csv(mine)), false},
			{"write a script", put(script), false},
			{"read a marker", get(marker(mine)), true},
			{"list the markers", list(keys.MarkersPrefix(run.DocInstall, 1)), true},
			{"list the bucket", list(""), false},
			{"delete the claims", object("s3:DeleteObject", keys.Claims()), false},
		},
	}
	for _, key := range jenkinsKeys() {
		for who := range tries {
			tries[who] = append(tries[who], try{"write " + key, put(key), who == "Jenkins"})
		}
	}
	all := callers(t, p)
	for who, of := range tries {
		for _, try := range of {
			if got := may(p, all[who], try.requests); got != try.allowed {
				t.Errorf("%s may %s: %v", who, try.what, got)
			}
		}
	}
}

func TestNobodyComesWithoutTLS(t *testing.T) {
	p := deployed(t)
	for who, caller := range callers(t, p) {
		for _, r := range get(csv(caller.UserID)) {
			r.Context = policy.Context{"aws:SecureTransport": {"false"}, "s3:prefix": r.Context["s3:prefix"]}
			if strings.HasPrefix(r.Action, "s3:") && p.Ask(caller, r).Denied != "OverTLSOnly" {
				t.Errorf("%s may %s over plain HTTP", who, r)
			}
		}
	}
}

// A write under a condition needs no more than any other.
func TestClaimsAreReplacedUnderACondition(t *testing.T) {
	p := deployed(t)
	jenkins := callers(t, p)["Jenkins"]
	for _, ifMatch := range []bool{false, true} {
		if !may(p, jenkins, policy.PutObject(bucket, keys.Claims(), region, ifMatch, policy.Keys{Store: storeKey})) {
			t.Errorf("with If-Match %v they can't be written", ifMatch)
		}
	}
}

// IAM's star goes over slashes. So an instance can write more keys than its
// own: none of them may mean anything to anybody else.
func FuzzWhateverAnInstanceMayWriteIsItsOwn(f *testing.F) {
	for _, key := range jenkinsKeys() {
		folder := key[:strings.LastIndexByte(key, '/')+1]
		f.Add(fmt.Sprintf("%smarkers/x/1/%s/000001.json", folder, mine))
		f.Add(fmt.Sprintf("%scsv/x/%s.csv", folder, mine))
	}
	f.Add(marker(mine))
	f.Add(csv(mine))
	f.Add(updates(mine))
	f.Add(keys.ListsPrefix(theirs) + "csv/x/" + mine + ".csv")
	f.Add(keys.CSVPrefix(run.UpdatesAfter) + theirs + ".csv/csv/x/" + mine + ".csv")
	f.Add(keys.MarkersPrefix(run.DocInstall, 1) + theirs + "/markers/x/1/" + mine + "/success.json")
	p := deployed(f)
	instance := callers(f, p)["an instance"]
	f.Fuzz(func(t *testing.T, key string) {
		if !may(p, instance, put(key)) {
			return
		}
		if id, _, ok := keys.ParseMarker(key, run.DocInstall, 1); ok && id != run.IdentityInstance(mine) {
			t.Errorf("%q is a marker of %s", key, id)
		}
		if id, ok := keys.ParseCSV(key, run.UpdatesAfter); ok && id != run.IdentityInstance(mine) {
			t.Errorf("%q is a CSV of %s", key, id)
		}
		if list, ok := keys.ParseList(key, theirs); ok {
			t.Errorf("%q is another's list %s", key, list)
		}
		for _, folder := range []string{keys.Claims(), keys.Manifest(), keys.Pin(""), keys.StagesPrefix(), keys.IntentsPrefix(run.StageID{Stage: run.StageRestore}), keys.AllCommandsPrefix(), "prod/scripts/"} {
			if strings.HasPrefix(key, strings.TrimSuffix(folder, ".json")) {
				t.Errorf("%q is under %s", key, folder)
			}
		}
	})
}
