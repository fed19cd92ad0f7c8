package awsx_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing/iotest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"patchline/internal/awsx"
)

// script is AWS on the other side of the wire: it gives its answers one after
// the other, and after them success. Each call is noted with its moment.
type script struct {
	answers []answer

	mu    sync.Mutex
	calls []time.Time
}

// answer is success (200), an error of EC2's, or a connection's while something
// is done.
type answer struct {
	code    string
	status  int
	network string // "dial", "read"; "answer" breaks off a success
}

func (s *script) Do(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	number := len(s.calls)
	s.calls = append(s.calls, time.Now())
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	a := answer{status: http.StatusOK}
	if number < len(s.answers) {
		a = s.answers[number]
	}
	if a.status == http.StatusOK {
		return respond(r, a.status, "<Answer></Answer>"), nil
	}
	if a.network == "answer" {
		whole := respond(r, http.StatusOK, "<Answer>")
		whole.Body = io.NopCloser(io.MultiReader(whole.Body, iotest.ErrReader(io.ErrUnexpectedEOF)))
		return whole, nil
	}
	if a.network != "" {
		return nil, &net.OpError{Op: a.network, Net: "tcp", Err: syscall.ECONNRESET}
	}
	return respond(r, a.status, fmt.Sprintf(
		"<Response><Errors><Error><Code>%s</Code><Message>m</Message></Error></Errors><RequestID>r</RequestID></Response>", a.code)), nil
}

func respond(r *http.Request, status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}
}

// config is a prepared configuration whose calls come to s.
func (s *script) config() aws.Config {
	return awsx.Prepare(aws.Config{
		Region:       "eu-central-1",
		BaseEndpoint: aws.String("http://aws.invalid"),
		Credentials:  credentials.NewStaticCredentialsProvider("k", "s", ""),
		HTTPClient:   s,
	})
}

// times repeats an answer.
func times(n int, a answer) []answer {
	all := make([]answer, n)
	for i := range all {
		all[i] = a
	}
	return all
}
