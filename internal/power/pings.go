package power

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"patchline/internal/run"
)

// Ping is the last that Systems Manager has heard of an agent.
type Ping struct {
	Online bool // may be stale for as long as a heartbeat is due, 5 minutes
	At     time.Time
	Agent  run.Agent
}

// InformationReader is what Pings needs of the SDK's SSM client.
type InformationReader interface {
	DescribeInstanceInformation(context.Context, *ssm.DescribeInstanceInformationInput, ...func(*ssm.Options)) (*ssm.DescribeInstanceInformationOutput, error)
}

const (
	// pingFilter is how many values a filter of DescribeInstanceInformation takes.
	pingFilter = 100
	// pingPage is its largest page.
	pingPage = 50
)

// Pings reads what Systems Manager knows of instances; those without a record
// are missing.
func Pings(ctx context.Context, client InformationReader, ids []string) (map[string]Ping, error) {
	pings := make(map[string]Ping, len(ids))
	for chunk := range slices.Chunk(ids, pingFilter) {
		pages := ssm.NewDescribeInstanceInformationPaginator(client, &ssm.DescribeInstanceInformationInput{
			MaxResults: aws.Int32(pingPage),
			Filters:    []types.InstanceInformationStringFilter{{Key: aws.String("InstanceIds"), Values: chunk}},
		}, func(o *ssm.DescribeInstanceInformationPaginatorOptions) { o.StopOnDuplicateToken = true })
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, fmt.Errorf("describing SSM agents: %w", err)
			}
			for _, i := range page.InstanceInformationList {
				pings[aws.ToString(i.InstanceId)] = Ping{
					Online: i.PingStatus == types.PingStatusOnline,
					At:     aws.ToTime(i.LastPingDateTime),
					Agent: run.Agent{
						PingStatus: string(i.PingStatus), Version: aws.ToString(i.AgentVersion),
						OSName: aws.ToString(i.PlatformName), OSVersion: aws.ToString(i.PlatformVersion),
						ComputerName: aws.ToString(i.ComputerName),
					},
				}
			}
		}
	}
	return pings, nil
}
