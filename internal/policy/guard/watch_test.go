package guard_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"patchline/internal/policy/guard"
	"patchline/internal/sim/simtest"
	"patchline/internal/sim/world"
)

const account = "111122223333"

// one is a fleet of one instance.
type one struct{}

func (one) Tags(world.Place, string) map[string]string {
	return map[string]string{"PatchGroup": "prod"}
}
func (one) Volumes(world.Place, string) []string { return []string{"vol-1", "vol-2"} }

// watch lets nobody do anything, so that it names all that is asked for.
func watch(passed *int) *guard.Watch {
	return &guard.Watch{Fleet: one{}, Next: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		*passed++
		w.WriteHeader(http.StatusBadRequest)
	})}
}

func client(w *guard.Watch) *ec2.Client {
	return ec2.NewFromConfig(simtest.Config(w, account, "eu-central-1"), func(o *ec2.Options) { o.Retryer = aws.NopRetryer{} })
}

func TestACallIsManyQuestions(t *testing.T) {
	passed := 0
	w := watch(&passed)
	tag := types.Tag{Key: aws.String("patchline:run"), Value: aws.String("night")}
	_, _ = client(w).CreateSnapshots(t.Context(), &ec2.CreateSnapshotsInput{ // whose answer is nothing here
		InstanceSpecification: &types.InstanceSpecification{InstanceId: aws.String("i-1")},
		TagSpecifications:     []types.TagSpecification{{ResourceType: types.ResourceTypeSnapshot, Tags: []types.Tag{tag}}},
	})
	refused := strings.Join(w.Refused(), "\n")
	for _, question := range []string{
		"ec2:CreateSnapshots on arn:aws:ec2:eu-central-1:111122223333:instance/i-1,",
		"ec2:CreateSnapshots on arn:aws:ec2:eu-central-1:111122223333:volume/vol-1,",
		"ec2:CreateSnapshots on arn:aws:ec2:eu-central-1:111122223333:volume/vol-2,",
		"ec2:CreateSnapshots on arn:aws:ec2:eu-central-1::snapshot/*,",
		"ec2:CreateTags on arn:aws:ec2:eu-central-1::snapshot/*,",
	} {
		if !strings.Contains(refused, question) {
			t.Errorf("nobody asks for %s but for\n%s", question, refused)
		}
	}
	if want := []string{"ec2:CreateSnapshots"}; !slices.Equal(w.Made(), want) || passed != 1 {
		t.Errorf("made %v, and %d calls were let through", w.Made(), passed)
	}
}

func TestACallThatNobodyHasDescribedIsRefused(t *testing.T) {
	passed := 0
	w := watch(&passed)
	_, _ = client(w).TerminateInstances(t.Context(), &ec2.TerminateInstancesInput{InstanceIds: []string{"i-1"}})
	if refused := w.Refused(); len(refused) != 1 || !strings.Contains(refused[0], "ec2:TerminateInstances: add it to questions") {
		t.Errorf("refused: %v", refused)
	}
}

func TestAnUnsignedCallIsRefused(t *testing.T) {
	passed := 0
	w := watch(&passed)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://fleet-sim.invalid/bucket/key", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := simtest.Transport{Handler: w}.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if refused := w.Refused(); len(refused) != 1 || !strings.Contains(refused[0], "not signed") {
		t.Errorf("refused: %v", refused)
	}
}
