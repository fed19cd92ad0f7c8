package guard

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"patchline/internal/sim"
	"patchline/internal/sim/identity"
	"patchline/internal/sim/s3"
	"patchline/internal/sim/world"
)

// call is one AWS call as a client has made it.
type call struct {
	service string // as SigV4 names it
	action  string // the API's name
	place   world.Place
	caller  identity.Caller
	// assumed: by a role that AssumeRole has given.
	assumed bool
	form    url.Values // of EC2 and STS
	body    []byte
	http    *http.Request
}

// operation is "service:Action", of the API and not of IAM.
func (c call) operation() string { return c.service + ":" + c.action }

// credential is where a signature says who calls what, and where.
var credential = regexp.MustCompile(`Credential=([^/]+)/[^/]+/([^/]+)/([^/]+)/aws4_request`)

// readCall reads a request, and leaves its body for the next who does.
func readCall(r *http.Request) (call, error) {
	signed := credential.FindStringSubmatch(r.Header.Get("Authorization"))
	if signed == nil {
		return call{}, fmt.Errorf("%s %s is not signed", r.Method, r.URL)
	}
	token := r.Header.Get("X-Amz-Security-Token")
	caller, err := identity.Of(signed[1], token, sim.Account, time.Now())
	if err != nil {
		return call{}, err
	}
	c := call{
		service: signed[3], place: world.Place{Account: caller.Account, Region: signed[2]},
		caller: caller, assumed: token != "", http: r,
	}
	if c.service == "s3" { // whose bodies say nothing to IAM
		c.action = s3.Action(r)
		return c, nil
	}
	if c.body, err = io.ReadAll(r.Body); err != nil {
		return c, err
	}
	r.Body = io.NopCloser(bytes.NewReader(c.body))
	if c.service == "ssm" {
		c.action = strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AmazonSSM.")
		return c, nil
	}
	c.form, err = url.ParseQuery(string(c.body))
	c.action = c.form.Get("Action")
	return c, err
}

// indexed gives the values of a form's list: name.1, name.2, …
func (c call) indexed(name string) []string {
	var values []string
	for n := 1; c.form.Has(fmt.Sprintf("%s.%d", name, n)); n++ {
		values = append(values, c.form.Get(fmt.Sprintf("%s.%d", name, n)))
	}
	return values
}
