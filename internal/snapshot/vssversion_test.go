package snapshot

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"patchline/internal/command"
	"patchline/internal/run"
	"patchline/internal/run/memstore"
)

// library is Systems Manager with named versions of AWS' document, which the
// stand-in does not have.
type library struct {
	command.Client

	versions map[string]string
	asked    int
}

func (l *library) DescribeDocument(_ context.Context, in *ssm.DescribeDocumentInput, _ ...func(*ssm.Options)) (*ssm.DescribeDocumentOutput, error) {
	l.asked++
	number, found := l.versions[aws.ToString(in.Name)+" "+aws.ToString(in.VersionName)]
	if !found {
		return nil, &types.InvalidDocumentVersion{Message: aws.String("no such version")}
	}
	return &ssm.DescribeDocumentOutput{Document: &types.DocumentDescription{DocumentVersion: aws.String(number)}}, nil
}

func TestOldWindowsGetsTheVersionThatIsForIt(t *testing.T) {
	n := &night{o: Options{VSSDocument: VSSInstall}}
	for system, want := range map[string]struct{ document, version string }{
		"6.1.7601":   {VSSCreate, "5"},
		"6.2.9200":   {VSSCreate, "7"},
		"6.3.9600":   {VSSCreate, "7"},
		"10.0.14393": {VSSInstall, ""},
		"10.0.26100": {VSSInstall, ""},
		"":           {VSSInstall, ""},
	} {
		lib := &library{versions: map[string]string{VSSCreate + " 2008R2": "5", VSSCreate + " 2012R2": "7"}}
		part := n.vssPart(run.Instance{Agent: run.Agent{OSVersion: system}})
		sender := &vss{client: lib, versions: map[string]string{}}
		for range 2 {
			version, err := sender.version(t.Context(), part)
			if err != nil || part.document != want.document || version != want.version {
				t.Errorf("Windows %q gets %s %q, %v", system, part.document, version, err)
			}
		}
		if lib.asked > 1 {
			t.Errorf("Windows %q: %d look-ups", system, lib.asked)
		}
	}
}

func TestAVersionThatIsNotThereFailsTheInstancesThatNeedIt(t *testing.T) {
	n := &night{o: Options{VSSDocument: VSSInstall}}
	old := &machine{instance: run.Instance{ID: "i-1", Agent: run.Agent{OSVersion: "6.3.9600"}}}
	old.vss = n.vssPart(old.instance)
	sender := &vss{client: &library{}, run: run.Run{Store: &memstore.Store{}}, versions: map[string]string{}}
	if err := sender.send(t.Context(), []*machine{old}); err != nil {
		t.Fatal(err)
	}
	if old.refusal == nil || !strings.Contains(old.refusal.Error(), VSSCreate+" has no version 2012R2 here") {
		t.Errorf("it was refused with %v", old.refusal)
	}
}

func TestParametersHoldNothingButPlainText(t *testing.T) {
	parameters := vssParameters("night", run.Instance{ID: "i-1", Name: `a,Value=b;Key="x" $(y) {{z}} ` + "\n\x00é"}, "vss-1-1")
	const want = "Key=Name,Value=a_Value_b_Key__x_ _(y) __z__ ___ before night;Key=patchline:run,Value=night;Key=patchline:instance,Value=i-1;Key=patchline:set,Value=vss-1-1"
	if got := parameters["tags"][0]; got != want {
		t.Errorf("the tags are %q, want %q", got, want)
	}
	if got := parameters["description"][0]; strings.ContainsAny(got, "{}$\"\n;=,") {
		t.Errorf("the description is %q", got)
	}
}

func TestWhatAnInstancePrintsIsOneCleanLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "",
		"a\r\n\tb\x1b[31m\xff":   "a b [31m?",
		strings.Repeat("é", 400): strings.Repeat("é", 300),
	} {
		if got := oneLine(text); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func FuzzOneLine(f *testing.F) {
	f.Add("a\nb")
	f.Fuzz(func(t *testing.T, text string) {
		if got := oneLine(text); len([]rune(got)) > 300 || strings.ContainsAny(got, "\n\r\x1b\x00") {
			t.Errorf("%q became %q", text, got)
		}
	})
}
