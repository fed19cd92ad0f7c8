// Package simtest connects the AWS SDK to the stand-in without a socket, so
// that a test's time can be virtual.
package simtest

import (
	"net/http"
	"net/http/httptest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Config is an SDK configuration whose clients call h. The account is named by
// the access key. S3 clients need UsePathStyle besides.
func Config(h http.Handler, account, region string) aws.Config {
	return aws.Config{
		Region:       region,
		BaseEndpoint: aws.String("http://fleet-sim.invalid"),
		Credentials:  credentials.NewStaticCredentialsProvider(account, "unused", ""),
		HTTPClient:   Transport{h},
	}
}

// Transport calls a handler as if it were a server.
type Transport struct{ Handler http.Handler }

// Do answers a request by the handler; it takes no time but what the handler
// sleeps, and ends early with the request's context.
func (t Transport) Do(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.RequestURI = r.URL.RequestURI()
	r.RemoteAddr = "192.0.2.1:1234"
	if r.Host == "" {
		r.Host = r.URL.Host
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	t.Handler.ServeHTTP(w, r)
	_ = r.Body.Close()
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	answer := w.Result()
	answer.Request = r
	return answer, nil
}
