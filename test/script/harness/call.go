package harness

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

const (
	callForm = "call ec2|sts Action [Name=value...] | call ssm Action [JSON] | call s3|sim METHOD path [body]"

	// answersWithin bounds one call.
	answersWithin = 30 * time.Second
	// matchesWithin and matchesEvery are of until. The stand-in's world goes on
	// by itself, and nothing but asking tells how far it is.
	matchesWithin = 30 * time.Second
	matchesEvery  = 20 * time.Millisecond
)

// versions are those of the APIs of the query protocol.
var versions = map[string]string{"ec2": "2016-11-15", "sts": "2011-06-15"}

func call(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, len(args) < 2, callForm)
	status, body, err := answerOf(ts, args)
	ts.Check(err)
	_, _ = io.WriteString(ts.Stdout(), body) // to a buffer
	if good := status < http.StatusMultipleChoices; good == neg {
		ts.Fatalf("call %s: HTTP status %d", strings.Join(args, " "), status)
	}
}

func until(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg || len(args) < 4 || args[1] != "call", "until PATTERN "+callForm)
	pattern, err := regexp.Compile("(?m)" + args[0]) // as stdout and grep do
	ts.Check(err)
	end := time.Now().Add(matchesWithin)
	for {
		_, body, err := answerOf(ts, args[2:])
		ts.Check(err)
		if pattern.MatchString(body) {
			_, _ = io.WriteString(ts.Stdout(), body) // to a buffer
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("no match for %s within %v; the last answer:\n%s", args[0], matchesWithin, body)
		}
		time.Sleep(matchesEvery)
	}
}

// answerOf makes one call and returns its answer.
func answerOf(ts *testscript.TestScript, args []string) (status int, body string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), answersWithin)
	defer cancel()
	r, err := request(ctx, ts.Getenv("AWS_ENDPOINT_URL"), args)
	if err != nil {
		return 0, "", err
	}
	sign(r, args[0], ts.Getenv("AWS_ACCESS_KEY_ID"), ts.Getenv("AWS_REGION"))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text), err
}

// request makes a call of its words in the script.
func request(ctx context.Context, endpoint string, args []string) (*http.Request, error) {
	service, action, rest := args[0], args[1], args[2:]
	switch service {
	case "ec2", "sts":
		form := url.Values{"Action": {action}, "Version": {versions[service]}}
		for _, field := range rest {
			name, value, found := strings.Cut(field, "=")
			if !found {
				return nil, fmt.Errorf("%q is not Name=value", field)
			}
			form.Add(name, value)
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(form.Encode()))
		if err == nil {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		return r, err
	case "ssm":
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(strings.Join(rest, " ")))
		if err == nil {
			r.Header.Set("Content-Type", "application/x-amz-json-1.1")
			r.Header.Set("X-Amz-Target", "AmazonSSM."+action)
		}
		return r, err
	case "s3", "sim":
		if len(rest) == 0 {
			return nil, fmt.Errorf("usage: %s", callForm)
		}
		return http.NewRequestWithContext(ctx, action, endpoint+rest[0], strings.NewReader(strings.Join(rest[1:], " ")))
	default:
		return nil, fmt.Errorf("%q is none of ec2, sts, ssm, s3 and sim", service)
	}
}

// sign says who calls what, where, as a signature's scope does. The stand-in
// does not check signatures.
func sign(r *http.Request, service, account, region string) {
	if service != "sim" {
		r.Header.Set("Authorization", fmt.Sprintf("AWS4-HMAC-SHA256 Credential=%s/20261124/%s/%s/aws4_request, SignedHeaders=host, Signature=0",
			account, region, service))
	}
}
