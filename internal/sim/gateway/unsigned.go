package gateway

import (
	"net/http"
	"net/url"
	"strings"

	"patchline/internal/sim/apierr"
)

// openUnsigned opens a call whose signature is missing or can't be read. STS
// decides by itself: AssumeRoleWithWebIdentity is the one call that is not
// signed, and comes with no caller. Everything else is refused, in the form of
// the service that the request looks like, so that its client can read it.
func (g *Gateway) openUnsigned(c *Call, problem string) (*Call, Service, *apierr.Error) {
	c.Service = addressee(c)
	service := g.Services[c.Service]
	if c.Service == "sts" {
		c.Place.Region = "us-east-1"
		return c, service, nil
	}
	err := *codesOf[c.Service].unsigned
	err.Message = problem
	return c, service, &err
}

// versionEC2 is what tells EC2's forms from those of STS.
const versionEC2 = "2016-11-15"

// addressee guesses the service of an unsigned call: by the target of the JSON
// protocol, the action and version of the query protocol, and otherwise S3,
// whose calls have none of these.
func addressee(c *Call) string {
	r := c.Request
	switch {
	case strings.HasPrefix(r.Header.Get("X-Amz-Target"), "AmazonSSM."):
		return "ssm"
	case r.URL.Path != "/":
		return "s3"
	}
	form := r.URL.Query()
	if r.Method == http.MethodPost && c.readBody() == nil {
		if posted, err := url.ParseQuery(string(c.Body)); err == nil {
			form = posted
		}
	}
	switch {
	case form.Get("Version") == versionEC2:
		return "ec2"
	case form.Has("Action"):
		return "sts"
	default:
		return "s3"
	}
}
