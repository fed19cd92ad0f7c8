package sim_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"patchline/internal/run"
	"patchline/internal/sim"
	"patchline/internal/sim/control"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/simtest"
)

// region is where the built-in fleet and the generated ones live.
const region = "eu-central-1"

// bucket is there from the start in those fleets.
const bucket = "patchline-rehearsal"

// sdk is a stand-in with the SDK's clients of its account. Those of patient
// retry as the SDK does by default; the others see every answer.
type sdk struct {
	testing.TB
	sim     *sim.Sim
	ec2     *ec2.Client
	ssm     *ssm.Client
	s3      *s3.Client
	sts     *sts.Client
	patient struct {
		ec2 *ec2.Client
		ssm *ssm.Client
		s3  *s3.Client
	}
}

// begin makes a stand-in; without a fleet it has the built-in one.
func begin(t testing.TB, o sim.Options) *sdk {
	t.Helper()
	if o.Fleet == nil && o.State == nil {
		o.Fleet = fleet.Default()
	}
	s, err := sim.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	x := &sdk{TB: t, sim: s}
	cfg := simtest.Config(s, sim.Account, region)
	byPath := func(o *s3.Options) { o.UsePathStyle = true }
	x.patient.ec2, x.patient.ssm, x.patient.s3 = ec2.NewFromConfig(cfg), ssm.NewFromConfig(cfg), s3.NewFromConfig(cfg, byPath)
	cfg.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	x.ec2, x.ssm, x.s3, x.sts = ec2.NewFromConfig(cfg), ssm.NewFromConfig(cfg), s3.NewFromConfig(cfg, byPath), sts.NewFromConfig(cfg)
	return x
}

// must fails the test at once.
func (x *sdk) must(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

// refused wants an error of a code.
func (x *sdk) refused(err error, code string) {
	x.Helper()
	if got := codeOf(err); got != code {
		x.Errorf("got %q (%v), want the code %s", got, err, code)
	}
}

// codeOf is the code of AWS' error, "" without one.
func codeOf(err error) string {
	if refusal, found := errors.AsType[smithy.APIError](err); found {
		return refusal.ErrorCode()
	}
	return ""
}

// get reads a path below /_sim/.
func (x *sdk) get(path string, into any) {
	x.Helper()
	w := httptest.NewRecorder()
	x.sim.ServeHTTP(w, httptest.NewRequest(http.MethodGet, control.Prefix+path, nil))
	if w.Code != http.StatusOK {
		x.Fatalf("GET %s%s: %d %s", control.Prefix, path, w.Code, w.Body)
	}
	x.must(json.Unmarshal(w.Body.Bytes(), into))
}

// instance is what /_sim/ shows of one.
func (x *sdk) instance(id string) control.Instance {
	x.Helper()
	var shown control.Instance
	x.get("instances/"+id, &shown)
	return shown
}

// instances is what /_sim/ shows of all.
func (x *sdk) instances() []control.Instance {
	x.Helper()
	var shown []control.Instance
	x.get("instances", &shown)
	return shown
}

// keys lists the objects below a prefix.
func (x *sdk) keys(prefix string) []string {
	x.Helper()
	var keys []string
	pages := s3.NewListObjectsV2Paginator(x.patient.s3, &s3.ListObjectsV2Input{Bucket: aws.String(bucket), Prefix: &prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(x.Context())
		x.must(err)
		for _, object := range page.Contents {
			keys = append(keys, *object.Key)
		}
	}
	return keys
}

// object reads one, without the SDK: tests read thousands.
func (x *sdk) object(key string) string {
	x.Helper()
	path := (&url.URL{Path: "/" + bucket + "/" + key}).EscapedPath()
	w := request{method: http.MethodGet, path: path, headers: []string{signed("s3")}}.to(x)
	if w.Code != http.StatusOK {
		x.Fatalf("GET %s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// csvs reads the rows that each instance has left in a run.
func (x *sdk) csvs(id string, kind run.CSVKind) map[string][][]string {
	x.Helper()
	all := map[string][][]string{}
	for _, key := range x.keys("patchline/runs/" + id + "/csv/" + string(kind) + "/") {
		rows, err := run.DecodeCSV(kind, []byte(x.object(key)))
		x.must(err)
		all[instanceOf(strings.TrimSuffix(path.Base(key), ".csv"))] = rows
	}
	return all
}

// await looks every lookEvery until there is nothing left to wait for, or the
// time is over, and tells which.
func await(within time.Duration, done func() bool) bool {
	for end := time.Now().Add(within); !done(); time.Sleep(lookEvery) {
		if !time.Now().Before(end) {
			return false
		}
	}
	return true
}

// instanceOf is the instance id that a key's part ends in, which may be
// "<role id>:<instance id>".
func instanceOf(identity string) string {
	_, id, found := strings.Cut(identity, ":")
	if !found {
		return identity
	}
	return id
}

// plan reads a plan of faults.
func plan(t testing.TB, text string) []faults.Rule {
	t.Helper()
	rules, err := faults.Load("the plan", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// sendDocument sends a document of the patch day and gives the command's id.
func (x *sdk) sendDocument(document string, ids ...string) string {
	x.Helper()
	labels := map[string]run.Labels{}
	for _, id := range ids {
		labels[id] = run.Labels{Owner: "Anna Keller", Application: "payroll"}
	}
	encoded, err := run.EncodeInstances(labels)
	x.must(err)
	return x.send(document, map[string][]string{
		run.ParamStore: {"s3://" + bucket + "/patchline"}, run.ParamStoreRegion: {region}, run.ParamRun: {"night-1"}, run.ParamAttempt: {"1"},
		run.ParamInstances: {encoded},
	}, ids...)
}

// send sends a command to up to 50 instances.
func (x *sdk) send(document string, parameters map[string][]string, ids ...string) string {
	x.Helper()
	out, err := x.ssm.SendCommand(x.Context(), &ssm.SendCommandInput{
		DocumentName: &document, InstanceIds: ids, Parameters: parameters, TimeoutSeconds: aws.Int32(600),
		MaxConcurrency: aws.String("100%"), MaxErrors: aws.String("100%"),
	})
	x.must(err)
	return *out.Command.CommandId
}
