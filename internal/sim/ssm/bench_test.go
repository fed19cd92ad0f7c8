package ssm_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	client "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"patchline/internal/sim/clock"
)

// BenchmarkRound sends a document to 10,000 instances, fifty a command, waits
// until all are done and lists every invocation with its output.
func BenchmarkRound(b *testing.B) {
	const instances = 10_000
	for b.Loop() {
		// A bubble of virtual time is for tests only.
		c := clock.New(time.Now(), 1000)
		r := newRigOn(b, c)
		r.fleet(instances)
		// About as long as the documents of a patch day.
		line := `"Write-Output 'a line of some sixty characters, as scripts have it'",`
		r.document("Doc", `[{"action":"aws:runPowerShellScript","name":"run","inputs":{"runCommand":[`+strings.Repeat(line, 600)+`""]}}]`)
		all := ids(instances)
		for n := 0; n < instances; n += 50 {
			r.send(client.SendCommandInput{InstanceIds: all[n : n+50]})
		}
		if err := c.Sleep(b.Context(), time.Minute); err != nil {
			b.Fatal(err)
		}
		succeeded := 0
		pages := client.NewListCommandInvocationsPaginator(r, &client.ListCommandInvocationsInput{Details: true})
		for pages.HasMorePages() {
			page, err := pages.NextPage(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			for _, i := range page.CommandInvocations {
				if i.Status == types.CommandInvocationStatusSuccess {
					succeeded++
				}
			}
		}
		if succeeded != instances {
			b.Fatalf("%d of %d succeeded", succeeded, instances)
		}
	}
}

// BenchmarkDescribeInstanceInformation reads 50,000 instances in pages of 50.
func BenchmarkDescribeInstanceInformation(b *testing.B) {
	const instances = 50_000
	r := newRig(b)
	r.fleet(instances)
	for b.Loop() {
		seen := 0
		pages := client.NewDescribeInstanceInformationPaginator(r, &client.DescribeInstanceInformationInput{MaxResults: aws.Int32(50)})
		for pages.HasMorePages() {
			page, err := pages.NextPage(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			seen += len(page.InstanceInformationList)
		}
		if seen != instances {
			b.Fatalf("%d of %d are there", seen, instances)
		}
	}
}
