// Package gateway takes every request of an AWS client: it finds the service,
// Region and account from the signature's scope, counts, throttles, strikes
// with faults, and hands the call to the service.
package gateway

import (
	"io"
	"net/http"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/identity"
	"patchline/internal/sim/world"
)

// Call is one API call on its way.
type Call struct {
	Service   string // ec2, ssm, sts or s3: the SigV4 service name
	Place     world.Place
	Caller    identity.Caller
	RequestID string
	Request   *http.Request
	Body      []byte // read already, but for S3

	// The service's Decode sets these.
	Action     string
	Input      any
	Instances  []string // the instance ids that it names, for the faults
	Unfiltered bool     // a describe with neither filter nor pagination
	Write      bool     // S3: counts to the bucket of writes
	BucketName string   // S3
}

// Operation is "service:Action", as the plan of faults and IAM write it.
func (c *Call) Operation() string { return c.Service + ":" + c.Action }

// maxBody bounds a request's body, but for S3's: EC2 and SSM take far less.
const maxBody = 4 << 20

// readBody takes the body off the request.
func (c *Call) readBody() *apierr.Error {
	body, err := io.ReadAll(http.MaxBytesReader(nil, c.Request.Body, maxBody))
	if err != nil {
		return apierr.WithStatus(http.StatusRequestEntityTooLarge, "RequestEntityTooLarge",
			"The body could not be read, or is over %d bytes.", maxBody)
	}
	c.Body = body
	return nil
}

// Service is one AWS service behind the gateway.
type Service interface {
	// Actions names every action that it serves, in the order of the names.
	Actions() []string
	// Decode reads what the request asks for, and does nothing yet.
	Decode(c *Call) *apierr.Error
	// Serve does it and answers.
	Serve(w http.ResponseWriter, c *Call)
	// WriteError answers with an error in the service's own form.
	WriteError(w http.ResponseWriter, c *Call, err *apierr.Error)
}
