package sim_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// online waits until the agents have reported since a moment, or long enough,
// and takes those that have.
func (n *night) online(since time.Time) {
	n.Helper()
	const heartbeat = 5 * time.Minute
	from := time.Now()
	await(15*time.Minute, func() bool {
		n.reached = nil
		pages := ssm.NewDescribeInstanceInformationPaginator(n.patient.ssm, &ssm.DescribeInstanceInformationInput{
			Filters:    []types.InstanceInformationStringFilter{{Key: aws.String("PlatformTypes"), Values: []string{"Windows"}}},
			MaxResults: aws.Int32(50),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(n.Context())
			n.must(err)
			for _, i := range page.InstanceInformationList {
				if i.PingStatus == types.PingStatusOnline && !i.LastPingDateTime.Before(since) {
					n.reached = append(n.reached, *i.InstanceId)
				}
			}
		}
		// All that can come have come once a heartbeat has passed and no more do.
		return time.Since(from) > 2*heartbeat
	})
}

// document sends one document to all that take commands, and waits for the
// markers: a LIST answers for 1,000 of them.
func (n *night) document(name string) {
	n.Helper()
	sent := n.reached
	for ids := range slices.Chunk(sent, batch) {
		n.send(name, ids, map[string][]string{
			"Store": {"s3://" + bucket + "/patchline"}, "StoreRegion": {region}, "RunId": {n.run}, "Attempt": {"1"}, "Instances": {n.labels(ids)},
		})
	}
	found := map[string]string{}
	prefix := "patchline/runs/" + n.run + "/markers/" + name + "/1/"
	if !await(3*time.Hour, func() bool {
		n.list(prefix, found)
		return len(found) == len(sent)
	}) {
		n.Fatalf("%s has left %d markers of %d", name, len(found), len(sent))
	}
	if n.markers == nil {
		n.markers = map[string]map[string]string{}
	}
	n.markers[name] = found
}

// send sends one command and gives its id.
func (n *night) send(document string, ids []string, parameters map[string][]string) string {
	n.Helper()
	time.Sleep(time.Second / 5) // SendCommand's bucket gets five tokens a second
	var id string
	n.persist(func() error {
		out, err := n.patient.ssm.SendCommand(n.Context(), &ssm.SendCommandInput{
			DocumentName: &document, InstanceIds: ids, Parameters: parameters,
			MaxConcurrency: aws.String("100%"), MaxErrors: aws.String("100%"), TimeoutSeconds: aws.Int32(600),
		})
		if err == nil {
			id = *out.Command.CommandId
		}
		return err
	})
	if n.sent == nil {
		n.sent = map[string]int{}
	}
	n.sent[document]++
	return id
}

// labels are the owner and application of a batch, as documents take them.
func (n *night) labels(ids []string) string {
	all := map[string]map[string]string{}
	for _, i := range n.found {
		if !slices.Contains(ids, *i.InstanceId) {
			continue
		}
		labels := map[string]string{}
		for _, tag := range i.Tags {
			labels[strings.ToLower(*tag.Key)] = *tag.Value
		}
		all[*i.InstanceId] = map[string]string{"owner": labels["owner"], "application": labels["application"]}
	}
	body, err := json.Marshal(all)
	n.must(err)
	return base64.StdEncoding.EncodeToString(body)
}

// list adds the outcomes that the keys of markers tell, by instance.
func (n *night) list(prefix string, found map[string]string) {
	n.Helper()
	pages := s3.NewListObjectsV2Paginator(n.patient.s3, &s3.ListObjectsV2Input{Bucket: aws.String(bucket), Prefix: &prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(n.Context())
		n.must(err)
		n.lists++
		for _, object := range page.Contents {
			identity, file, _ := strings.Cut(strings.TrimPrefix(*object.Key, prefix), "/")
			found[instanceOf(identity)] = strings.TrimSuffix(file, ".json")
		}
	}
}

// reboot reboots what was running, and waits until each has a later boot time.
func (n *night) reboot() {
	n.Helper()
	before := n.readBootTimes(n.reached)
	n.rebooted = time.Now()
	for ids := range slices.Chunk(n.running, batch) {
		n.persist(func() error {
			_, err := n.patient.ec2.RebootInstances(n.Context(), &ec2.RebootInstancesInput{InstanceIds: ids})
			return err
		})
	}
	time.Sleep(lookEvery) // EC2 queues reboots: nothing shows that one has begun
	n.online(time.Now())
	n.bootTimes = n.readBootTimes(n.reached)
	for id, at := range n.bootTimes {
		if slices.Contains(n.running, id) && !at.After(before[id]) {
			n.Errorf("%s was booted at %v, before its reboot", id, at)
		}
	}
}

// readBootTimes asks Windows, through Run Command: EC2 does not know.
func (n *night) readBootTimes(of []string) map[string]time.Time {
	n.Helper()
	const script = "(Get-CimInstance Win32_OperatingSystem).LastBootUpTime.ToUniversalTime().ToString('o')"
	var commands []string
	for ids := range slices.Chunk(of, batch) {
		commands = append(commands, n.send("AWS-RunPowerShellScript", ids, map[string][]string{"commands": {script}}))
	}
	times := map[string]time.Time{}
	if !await(time.Hour, func() bool {
		for _, command := range commands {
			maps.Copy(times, n.bootTimesIn(command))
		}
		return len(times) == len(of)
	}) {
		n.Fatalf("%d of %d have told their boot time", len(times), len(of))
	}
	return times
}

func (n *night) bootTimesIn(command string) map[string]time.Time {
	n.Helper()
	times := map[string]time.Time{}
	pages := ssm.NewListCommandInvocationsPaginator(n.patient.ssm, &ssm.ListCommandInvocationsInput{
		CommandId: &command, Details: true, MaxResults: aws.Int32(batch),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(n.Context())
		n.must(err)
		for _, i := range page.CommandInvocations {
			if i.Status != types.CommandInvocationStatusSuccess {
				continue
			}
			at, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(*i.CommandPlugins[0].Output))
			n.must(err)
			times[*i.InstanceId] = at
		}
	}
	return times
}
