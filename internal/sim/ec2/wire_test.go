package ec2_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const versioned = "&Version=2016-11-15"

func TestFormsThatAreRefused(t *testing.T) {
	json := func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }
	put := func(r *http.Request) { r.Method = http.MethodPut }
	for name, test := range map[string]struct {
		form   string
		change func(*http.Request)
		status int
		want   string // of the body
	}{
		"no action":                   {"", nil, 400, "<Code>MissingAction</Code>"},
		"an action that is none":      {"Action=TerminateInstances" + versioned, nil, 400, "<Code>InvalidAction</Code><Message>The action TerminateInstances is not valid"},
		"no version":                  {"Action=DescribeInstances", nil, 400, "<Code>MissingParameter</Code>"},
		"another version":             {"Action=DescribeInstances&Version=2010-06-15", nil, 400, "<Code>NoSuchVersion</Code>"},
		"JSON":                        {`{"Action": "DescribeInstances"}`, json, 400, "<Code>MalformedQueryString</Code>"},
		"JSON called a form":          {`{"Action": "DescribeInstances"}`, nil, 400, "<Code>MissingAction</Code>"},
		"a broken escape":             {"Action=%zz", nil, 400, "<Code>MalformedQueryString</Code>"},
		"another method":              {"Action=DescribeInstances" + versioned, put, 405, "<Code>InvalidRequest</Code>"},
		"an unknown parameter":        {"Action=DescribeInstances&Colour=red" + versioned, nil, 400, "<Code>UnknownParameter</Code><Message>The parameter Colour is not recognized"},
		"an unknown part":             {"Action=DescribeInstances&Filter.1.Nom=x&Filter.1.Name=tag-key" + versioned, nil, 400, "Filter.1.Nom is not recognized"},
		"a part of a text":            {"Action=DescribeInstances&InstanceId.1.Id=i-1" + versioned, nil, 400, "InstanceId.1.Id is not recognized"},
		"a name too deep":             {"Action=DescribeInstances&Filter.1.Value.1.a.b.c.d=x" + versioned, nil, 400, "<Code>UnknownParameter</Code>"},
		"an empty part":               {"Action=DescribeInstances&Filter..Name=x" + versioned, nil, 400, "<Code>UnknownParameter</Code>"},
		"a parameter twice":           {"Action=DescribeInstances&MaxResults=5&MaxResults=6" + versioned, nil, 400, "MaxResults is there 2 times"},
		"a number that is none":       {"Action=DescribeInstances&MaxResults=many" + versioned, nil, 400, "Value (many) for parameter MaxResults is invalid"},
		"a number of 40 bits":         {"Action=DescribeInstances&MaxResults=1099511627776" + versioned, nil, 400, "<Code>InvalidParameterValue</Code>"},
		"neither true nor false":      {"Action=DescribeInstances&DryRun=maybe" + versioned, nil, 400, "Value (maybe) for parameter DryRun is invalid"},
		"a list with a gap":           {"Action=DescribeInstances&InstanceId.1=i-1&InstanceId.3=i-2" + versioned, nil, 400, "has 2 members and lacks 2"},
		"a list from 0":               {"Action=DescribeInstances&InstanceId.0=i-1" + versioned, nil, 400, "lacks 1"},
		"an absurd number":            {"Action=DescribeInstances&InstanceId.9223372036854775807=i-1" + versioned, nil, 400, "lacks 1"},
		"a number with zeros":         {"Action=DescribeInstances&InstanceId.01=i-1" + versioned, nil, 400, "lacks 1"},
		"a list without numbers":      {"Action=DescribeInstances&InstanceId=i-1" + versioned, nil, 400, "InstanceId is a list"},
		"a structure with a value":    {"Action=CreateSnapshots&InstanceSpecification=x" + versioned, nil, 400, "InstanceSpecification has parts"},
		"a required part left out":    {"Action=CreateSnapshots&InstanceSpecification.ExcludeBootVolume=true" + versioned, nil, 400, "must contain the parameter InstanceSpecification.InstanceId"},
		"a start of none":             {"Action=StartInstances" + versioned, nil, 400, "must contain the parameter InstanceId"},
		"a start of an empty list":    {"Action=StartInstances&InstanceId=" + versioned, nil, 400, "must contain the parameter InstanceId"},
		"tags for none":               {"Action=CreateTags&Tag.1.Key=A" + versioned, nil, 400, "must contain the parameter ResourceId"},
		"no tags":                     {"Action=CreateTags&ResourceId.1=i-1" + versioned, nil, 400, "must contain the parameter Tag"},
		"what is not simulated":       {"Action=AttachVolume&Device=a&InstanceId=b&VolumeId=c&EbsCardIndex=1" + versioned, nil, 400, "<Code>UnsupportedOperation</Code>"},
		"a long name is clipped":      {"Action=DescribeInstances&" + strings.Repeat("x", 5000) + "=1" + versioned, nil, 400, "x… is not recognized"},
		"markup in a name is escaped": {"Action=DescribeInstances&" + url.QueryEscape("<b>") + "=1" + versioned, nil, 400, "&lt;b&gt;"},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, f fixture) {
				f.fleet()
				if test.change == nil {
					test.change = func(*http.Request) {}
				}
				status, body := f.post(test.form, test.change)
				if status != test.status || !strings.Contains(body, test.want) {
					t.Errorf("got %d %s, want %d %s", status, body, test.status, test.want)
				}
			})
		})
	}
}

func TestAnErrorHasEC2sForm(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		status, body := f.post("Action=DescribeInstances&InstanceId.1=" + absent + versioned)
		want := `<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
			"<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code><Message>The instance ID &#39;" + absent +
			"&#39; does not exist.</Message></Error></Errors><RequestID>"
		if status != 400 || !strings.HasPrefix(body, want) || !strings.HasSuffix(body, "</RequestID></Response>") {
			t.Errorf("got %d %s", status, body)
		}
	})
}

func TestAGetIsAsGoodAsAPost(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		form := "Action=DescribeInstances&InstanceId.1=" + web + versioned
		get := func(r *http.Request) {
			r.Method, r.Body = http.MethodGet, http.NoBody
			r.Header.Del("Content-Type")
			r.URL.RawQuery = form
		}
		presigned := func(r *http.Request) {
			get(r)
			r.Header.Del("Authorization")
			r.URL.RawQuery += "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=x&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=0" +
				"&X-Amz-Credential=" + url.QueryEscape("A/20261124/"+region+"/ec2/aws4_request")
		}
		for name, change := range map[string]func(*http.Request){"a GET": get, "a presigned GET": presigned} {
			status, body := f.post("", change)
			if status != 200 || !strings.Contains(body, "<DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>") ||
				!strings.Contains(body, "<instanceId>"+web+"</instanceId>") {
				t.Errorf("%s: got %d %s", name, status, body)
			}
		}
	})
}

func TestDecodeTellsTheGatewayWhatACallIs(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		f.post("Action=DescribeInstances&Nope=1" + versioned)
		count := f.gateway.Ledger.Counts()["ec2"]["DescribeInstances"]
		if count.Calls != 1 || count.Errors != 1 {
			t.Errorf("a refused form is counted as %+v", count)
		}
	})
}

func TestADescribeLeavesOutAnEmptySetOfTags(t *testing.T) {
	inTime(t, func(t *testing.T, f fixture) {
		f.fleet()
		f.post("Action=DeleteTags&ResourceId.1=" + web + "&ResourceId.2=" + webData + versioned)
		_, made := f.post("Action=CreateSnapshot&VolumeId=" + webData + versioned)
		if !strings.Contains(made, "<tagSet></tagSet>") {
			t.Errorf("made as %s", made)
		}
		for _, form := range []string{
			"Action=DescribeInstances&InstanceId.1=" + web, "Action=DescribeVolumes&VolumeId.1=" + webData, "Action=DescribeSnapshots",
		} {
			if status, body := f.post(form + versioned); status != 200 || strings.Contains(body, "tagSet") {
				t.Errorf("%s: got %d %s", form, status, body)
			}
		}
	})
}
