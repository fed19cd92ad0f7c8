package ssm_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	client "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"patchline/internal/sim/faults"
)

func filters(pairs ...string) (list []types.CommandFilter) {
	for n := 0; n < len(pairs); n += 2 {
		list = append(list, types.CommandFilter{Key: types.CommandFilterKey(pairs[n]), Value: &pairs[n+1]})
	}
	return list
}

// comments lists commands by their comments, in pages of size.
func (r *rig) comments(size int32, in client.ListCommandsInput) (list []string) {
	in.MaxResults = &size
	pages := client.NewListCommandsPaginator(r, &in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(r.t.Context())
		if err != nil {
			return []string{code(err)}
		}
		if len(page.Commands) > int(size) {
			r.t.Errorf("a page of %d", len(page.Commands))
		}
		for _, c := range page.Commands {
			list = append(list, *c.Comment)
		}
	}
	return list
}

func TestListCommandsFiltersAndPagesNewestFirst(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(3)
		r.document("Doc", oneStep)
		r.document("Other", oneStep)
		r.runner.scripts[id(1)] = []script{{code: 1}}
		r.runner.scripts[id(2)] = []script{{takes: 40 * time.Minute}}
		for n, document := range []string{"Doc", "Doc", "Other", "Doc"} {
			r.send(client.SendCommandInput{DocumentName: &document, InstanceIds: []string{id(n % 3)}, Comment: aws.String(fmt.Sprint(n))})
			time.Sleep(10 * time.Minute)
		}
		at := func(minutes int) string {
			return time.Date(2000, 1, 1, 0, minutes, 0, 0, time.UTC).Format(time.RFC3339)
		}
		for name, test := range map[string]struct {
			in   client.ListCommandsInput
			want []string
		}{
			"all":                    {client.ListCommandsInput{}, []string{"3", "2", "1", "0"}},
			"of an instance":         {client.ListCommandsInput{InstanceId: aws.String(id(0))}, []string{"3", "0"}},
			"of a document":          {client.ListCommandsInput{Filters: filters("DocumentName", "Other")}, []string{"2"}},
			"after a moment":         {client.ListCommandsInput{Filters: filters("InvokedAfter", at(20))}, []string{"3", "2"}},
			"before a moment":        {client.ListCommandsInput{Filters: filters("InvokedBefore", at(10))}, []string{"0"}},
			"by status":              {client.ListCommandsInput{Filters: filters("Status", "Failed")}, []string{"1"}},
			"what runs":              {client.ListCommandsInput{Filters: filters("ExecutionStage", "Executing")}, []string{"2"}},
			"two filters":            {client.ListCommandsInput{Filters: filters("ExecutionStage", "Complete", "DocumentName", "Doc")}, []string{"3", "1", "0"}},
			"a command there is not": {client.ListCommandsInput{CommandId: aws.String("00000000-0000-4000-a000-000000000000")}, nil},
			"a moment that is none":  {client.ListCommandsInput{Filters: filters("InvokedAfter", "noon")}, []string{"ValidationException"}},
			"a key that is none":     {client.ListCommandsInput{Filters: filters("Colour", "red")}, []string{"ValidationException"}},
			"a token that is none":   {client.ListCommandsInput{NextToken: aws.String("eA")}, []string{"InvalidNextToken"}},
		} {
			for _, size := range []int32{1, 3, 50} {
				if got := r.comments(size, test.in); !slices.Equal(got, test.want) {
					t.Errorf("%s, in pages of %d: got %q, want %q", name, size, got, test.want)
				}
			}
		}
	})
}

func TestListCommandInvocationsFiltersAndPages(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(7)
		r.document("Doc", oneStep)
		r.runner.scripts[id(1)] = []script{{code: 1}}
		first := r.send(client.SendCommandInput{InstanceIds: ids(7), Comment: aws.String("first")})
		time.Sleep(time.Minute)
		second := r.send(client.SendCommandInput{InstanceIds: ids(2), Comment: aws.String("second")})
		list := func(size int32, in client.ListCommandInvocationsInput) (list []string) {
			in.MaxResults = &size
			pages := client.NewListCommandInvocationsPaginator(r, &in)
			for pages.HasMorePages() {
				page, err := pages.NextPage(t.Context())
				if err != nil {
					return []string{code(err)}
				}
				for _, i := range page.CommandInvocations {
					list = append(list, *i.Comment+(*i.InstanceId)[18:])
				}
			}
			return list
		}
		if got := list(50, client.ListCommandInvocationsInput{CommandId: &second}); got != nil {
			t.Errorf("invocations that are too new are listed: %q", got)
		}
		time.Sleep(time.Minute)
		all := []string{"second0", "second1", "first0", "first1", "first2", "first3", "first4", "first5", "first6"}
		for name, test := range map[string]struct {
			in   client.ListCommandInvocationsInput
			want []string
		}{
			"all, newest command first":       {client.ListCommandInvocationsInput{}, all},
			"of a command":                    {client.ListCommandInvocationsInput{CommandId: &first}, all[2:]},
			"of an instance":                  {client.ListCommandInvocationsInput{InstanceId: aws.String(id(1))}, []string{"second1", "first1"}},
			"of both":                         {client.ListCommandInvocationsInput{CommandId: &first, InstanceId: aws.String(id(1))}, []string{"first1"}},
			"by status":                       {client.ListCommandInvocationsInput{Filters: filters("Status", "Failed")}, []string{"second1", "first1"}},
			"of a command that there is not":  {client.ListCommandInvocationsInput{CommandId: aws.String("00000000-0000-4000-a000-000000000000")}, nil},
			"by stage, which is for commands": {client.ListCommandInvocationsInput{Filters: filters("ExecutionStage", "Complete")}, []string{"InvalidFilterKey"}},
			"a page of 51":                    {client.ListCommandInvocationsInput{}, nil},
		} {
			sizes := []int32{1, 2, 5, 50}
			if name == "a page of 51" {
				sizes, test.want = []int32{51}, []string{"ValidationException"}
			}
			for _, size := range sizes {
				if got := list(size, test.in); !slices.Equal(got, test.want) {
					t.Errorf("%s, in pages of %d: got %q, want %q", name, size, got, test.want)
				}
			}
		}
		out, err := r.ListCommandInvocations(t.Context(), &client.ListCommandInvocationsInput{CommandId: &second})
		if err != nil || len(out.CommandInvocations[0].CommandPlugins) != 0 || *out.CommandInvocations[0].InstanceName != "HOST0.WORKGROUP" {
			t.Errorf("without details: %+v %v", out, err)
		}
	})
}

func TestATokenIsForTheActionThatGaveIt(t *testing.T) {
	r := newRig(t)
	r.fleet(6)
	nodes, err := r.DescribeInstanceInformation(t.Context(), &client.DescribeInstanceInformationInput{MaxResults: aws.Int32(5)})
	if err != nil || nodes.NextToken == nil {
		t.Fatalf("%+v %v", nodes, err)
	}
	if _, err := r.ListDocuments(t.Context(), &client.ListDocumentsInput{NextToken: nodes.NextToken}); code(err) != "InvalidNextToken" {
		t.Errorf("in another action: %v", err)
	}
}

func TestHistoryIsKeptThirtyDays(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", oneStep)
		r.send(client.SendCommandInput{InstanceIds: ids(1), Comment: aws.String("old")})
		time.Sleep(24 * time.Hour)
		r.send(client.SendCommandInput{InstanceIds: ids(1), Comment: aws.String("newer")})
		time.Sleep(29*24*time.Hour - time.Minute)
		if got := r.comments(50, client.ListCommandsInput{}); !slices.Equal(got, []string{"newer", "old"}) {
			t.Errorf("before the thirtieth day ends: %q", got)
		}
		time.Sleep(2 * time.Minute)
		if got := r.comments(50, client.ListCommandsInput{}); !slices.Equal(got, []string{"newer"}) {
			t.Errorf("after it: %q", got)
		}
		if n := len(r.s.Engine.Book(place).On(id(0))); n != 1 {
			t.Errorf("the instance still has %d invocations", n)
		}
	})
}

func TestWhatAnAgentStillWorksOnIsNotForgotten(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t)
		r.fleet(1)
		r.document("Doc", oneStep)
		r.runner.scripts[id(0)] = []script{{takes: time.Minute}}
		r.send(client.SendCommandInput{InstanceIds: ids(1), Comment: aws.String("unheard")})
		r.later(30 * time.Second)
		r.do(func() { r.w.LoseAgent(r.instance(0)) })
		r.later(31 * 24 * time.Hour)
		if got := r.comments(50, client.ListCommandsInput{}); !slices.Equal(got, []string{"unheard"}) {
			t.Errorf("with its report outstanding: %q", got)
		}
		r.do(func() { r.w.RepairAgent(r.instance(0)) })
		r.later(25 * time.Hour)
		if got := r.comments(50, client.ListCommandsInput{}); got != nil {
			t.Errorf("a day after the report: %q", got)
		}
	})
}

func TestEventualConsistencyHidesNewCommands(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, faults.Rule{Kind: faults.EventualConsistency, Operation: "ssm:List*", Delay: 20 * time.Second})
		r.fleet(1)
		r.document("Doc", oneStep)
		r.send(client.SendCommandInput{InstanceIds: ids(1), Comment: aws.String("new")})
		time.Sleep(19 * time.Second)
		if got := r.comments(50, client.ListCommandsInput{}); got != nil {
			t.Errorf("too early: %q", got)
		}
		time.Sleep(2 * time.Second)
		if got := r.comments(50, client.ListCommandsInput{}); !slices.Equal(got, []string{"new"}) {
			t.Errorf("later: %q", got)
		}
	})
}
