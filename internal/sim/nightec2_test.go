package sim_test

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// night is a patch day as one would write it by hand with the SDK and its
// default retries, without any of the product's stages.
type night struct {
	*sdk
	run  string
	dusk time.Time

	found    []types.Instance
	started  []string // were stopped
	running  []string // were running
	reached  []string // take commands
	kept     []string // may not be stopped
	rebooted time.Time
	// bootTimes are what Run Command has told after the reboot.
	bootTimes map[string]time.Time
	// markers are those of each document, by instance.
	markers map[string]map[string]string
	lists   int // LIST calls for markers
	sent    map[string]int
}

const (
	// batch is the most ids that SendCommand takes; the others take more.
	batch = 50
	// snapshotsPerSecond is the documented refill of CreateSnapshots.
	snapshotsPerSecond = 5
	snapshotsAtOnce    = 105 // a few more than the documented burst of 100
	lookEvery          = 5 * time.Minute
	runTag             = "patchline:run"
)

// discover finds the fleet by its tag, in pages.
func (n *night) discover() {
	n.Helper()
	pages := ec2.NewDescribeInstancesPaginator(n.patient.ec2, &ec2.DescribeInstancesInput{
		Filters:    []types.Filter{{Name: aws.String("tag:PatchGroup"), Values: []string{"monthly", "quarterly"}}},
		MaxResults: aws.Int32(300),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(n.Context())
		n.must(err)
		for _, r := range page.Reservations {
			n.found = append(n.found, r.Instances...)
		}
	}
	for _, i := range n.found {
		switch i.State.Name {
		case types.InstanceStateNameRunning:
			n.running = append(n.running, *i.InstanceId)
		case types.InstanceStateNameStopped:
			n.started = append(n.started, *i.InstanceId)
		default:
			n.Errorf("%s is %s at the beginning", *i.InstanceId, i.State.Name)
		}
	}
}

// snapshot takes a snapshot of each instance at the documented rate, and waits
// until all are completed. The first ones come a little too fast.
func (n *night) snapshot() {
	n.Helper()
	want := 0
	for k, i := range n.found {
		if k >= snapshotsAtOnce {
			time.Sleep(time.Second / snapshotsPerSecond)
		}
		n.persist(func() error {
			made, err := n.patient.ec2.CreateSnapshots(n.Context(), &ec2.CreateSnapshotsInput{
				InstanceSpecification: &types.InstanceSpecification{InstanceId: i.InstanceId},
				TagSpecifications: []types.TagSpecification{{
					ResourceType: types.ResourceTypeSnapshot,
					Tags:         []types.Tag{{Key: aws.String(runTag), Value: &n.run}},
				}},
			})
			if err == nil && len(made.Snapshots) != len(i.BlockDeviceMappings) {
				n.Errorf("%s has %d volumes, and %d snapshots were begun", *i.InstanceId, len(i.BlockDeviceMappings), len(made.Snapshots))
			}
			return err
		})
		want += len(i.BlockDeviceMappings)
	}
	if !await(2*time.Hour, func() bool { return n.snapshotsThatAre(types.SnapshotStatePending) == 0 }) {
		n.Fatal("after two hours there are snapshots that are pending")
	}
	if got := n.snapshotsThatAre(types.SnapshotStateCompleted); got != want {
		n.Fatalf("%d of %d snapshots are completed", got, want)
	}
}

// persist goes on where even the SDK's retries have met nothing but throttling.
func (n *night) persist(call func() error) {
	n.Helper()
	for {
		err := call()
		if code := codeOf(err); code != "RequestLimitExceeded" && code != "ThrottlingException" {
			n.must(err)
			return
		}
		time.Sleep(time.Second)
	}
}

// snapshotsThatAre is how many of the run's snapshots are in a state.
func (n *night) snapshotsThatAre(state types.SnapshotState) int {
	n.Helper()
	count := 0
	pages := ec2.NewDescribeSnapshotsPaginator(n.patient.ec2, &ec2.DescribeSnapshotsInput{
		Filters: []types.Filter{
			{Name: aws.String("tag:" + runTag), Values: []string{n.run}},
			{Name: aws.String("status"), Values: []string{string(state)}},
		},
		MaxResults: aws.Int32(1000),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(n.Context())
		n.must(err)
		count += len(page.Snapshots)
	}
	return count
}

// start starts what was stopped.
func (n *night) start() {
	n.Helper()
	for ids := range slices.Chunk(n.started, batch) {
		n.persist(func() error {
			_, err := n.patient.ec2.StartInstances(n.Context(), &ec2.StartInstancesInput{InstanceIds: ids})
			return err
		})
	}
	n.waitFor(n.started, types.InstanceStateNameRunning)
}

// stop stops what was stopped. EC2 refuses a batch as a whole: its instances
// are then stopped one by one.
func (n *night) stop() {
	n.Helper()
	stop := func(ids []string) error {
		_, err := n.patient.ec2.StopInstances(n.Context(), &ec2.StopInstancesInput{InstanceIds: ids})
		return err
	}
	for ids := range slices.Chunk(n.started, batch) {
		err := stop(ids)
		if codeOf(err) != "OperationNotPermitted" {
			n.must(err)
			continue
		}
		for _, id := range ids {
			if err := stop([]string{id}); codeOf(err) == "OperationNotPermitted" {
				n.kept = append(n.kept, id)
			} else {
				n.must(err)
			}
		}
	}
	n.waitFor(slices.DeleteFunc(slices.Clone(n.started), func(id string) bool { return slices.Contains(n.kept, id) }), types.InstanceStateNameStopped)
}

// waitFor waits until instances are in a state, by pages of the whole fleet.
func (n *night) waitFor(ids []string, state types.InstanceStateName) {
	n.Helper()
	var left []string
	if !await(time.Hour, func() bool {
		now := n.states()
		left = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return now[id] == state })
		return len(left) == 0
	}) {
		n.Fatalf("after an hour these are not %s: %v", state, left)
	}
}

// states are the states of the fleet now.
func (n *night) states() map[string]types.InstanceStateName {
	n.Helper()
	now := map[string]types.InstanceStateName{}
	pages := ec2.NewDescribeInstanceStatusPaginator(n.patient.ec2, &ec2.DescribeInstanceStatusInput{
		IncludeAllInstances: aws.Bool(true), MaxResults: aws.Int32(1000),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(n.Context())
		n.must(err)
		for _, s := range page.InstanceStatuses {
			now[*s.InstanceId] = s.InstanceState.Name
		}
	}
	return now
}

// watch looks at the fleet until the morning: nothing may change any more.
func (n *night) watch(until time.Time) {
	n.Helper()
	for before := n.states(); time.Now().Before(until); {
		time.Sleep(min(time.Hour, time.Until(until)))
		for id, state := range n.states() {
			if state != before[id] {
				n.Fatalf("%s was %s when all was done, and is %s", id, before[id], state)
			}
		}
	}
}
