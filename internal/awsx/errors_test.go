package awsx_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"testing"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"patchline/internal/awsx"
)

// api is an error as a client gives it: an operation's, with the answer's
// status around the code. Status 0 is none.
func api(code string, status int) error {
	var err error = &smithy.GenericAPIError{Code: code, Message: "m"}
	if status != 0 {
		err = &awshttp.ResponseError{ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: err,
		}}
	}
	return &smithy.OperationError{ServiceID: "EC2", OperationName: "StopInstances", Err: err}
}

// network is a connection that breaks while something is done.
func network(doing string) error {
	return &smithy.OperationError{ServiceID: "EC2", OperationName: "StopInstances", Err: &smithyhttp.RequestSendError{
		Err: &net.OpError{Op: doing, Net: "tcp", Err: syscall.ECONNRESET},
	}}
}

func TestErrorsAreToldApartByCode(t *testing.T) {
	plain := errors.New("Throttling: Rate exceeded, ExpiredToken")
	for name, test := range map[string]struct {
		is   func(error) bool
		yes  []string
		also []string // further codes that are not it
	}{
		"throttled":   {awsx.IsThrottled, []string{"RequestLimitExceeded", "ThrottlingException", "Throttling", "SlowDown", "EC2ThrottledException"}, []string{"ConcurrentSnapshotLimitExceeded"}},
		"not found":   {awsx.IsNotFound, []string{"InvalidInstanceID.NotFound", "InvalidSnapshot.NotFound", "InvocationDoesNotExist", "InvalidDocument"}, []string{"InvalidInstanceID.Malformed", "NotFound"}},
		"denied":      {awsx.IsDenied, []string{"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthFailure"}, []string{"OperationNotPermitted"}},
		"unknown":     {awsx.IsUnknown, []string{"AuthFailure", "InvalidClientTokenId", "InvalidAccessKeyId", "UnrecognizedClientException"}, []string{"AccessDenied", "UnauthorizedOperation"}},
		"expired":     {awsx.IsExpired, []string{"RequestExpired", "ExpiredToken", "ExpiredTokenException"}, []string{"InvalidToken"}},
		"dry run":     {awsx.IsDryRun, []string{"DryRunOperation"}, nil},
		"no capacity": {awsx.IsNoCapacity, []string{"InsufficientInstanceCapacity", "InsufficientHostCapacity"}, []string{"InsufficientFreeAddressesInSubnet", "CapacityX"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, code := range test.yes {
				if !test.is(fmt.Errorf("while at it: %w", api(code, 400))) {
					t.Errorf("%s is not taken for it", code)
				}
			}
			for _, code := range append(test.also, "InternalError", "") {
				if test.is(api(code, 400)) {
					t.Errorf("%q is taken for it", code)
				}
			}
			for _, err := range []error{nil, plain} {
				if test.is(err) {
					t.Errorf("%v is taken for it by its text", err)
				}
			}
		})
	}
	if awsx.Code(fmt.Errorf("at it: %w", api("X", 400))) != "X" || awsx.Code(plain) != "" || awsx.Is(plain, "") {
		t.Error("a code is made up or lost")
	}
}

func TestWhichFailedCallsMayHaveBeenDone(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"none":                                 {nil, false},
		"refused":                              {api("IncorrectInstanceState", 400), false},
		"refused for the caller":               {api("UnauthorizedOperation", 403), false},
		"throttled, which EC2 does by 503":     {api("RequestLimitExceeded", 503), false},
		"no capacity, which EC2 says by 500":   {api("InsufficientInstanceCapacity", 500), false},
		"AWS' own error":                       {api("InternalError", 500), true},
		"AWS is unavailable":                   {api("Unavailable", 503), true},
		"a gateway's error page without code":  {api("", 502), true},
		"done, and the answer broke off":       {api("", 200), true},
		"refused, and the status is not known": {api("ValidationException", 0), false},
		"a connection that was never made":     {network("dial"), false},
		"a connection that broke":              {network("read"), true},
		"the process was stopped meanwhile":    {fmt.Errorf("at it: %w", context.Canceled), true},
		"its time was over":                    {fmt.Errorf("at it: %w", context.DeadlineExceeded), true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := awsx.Ambiguous(test.err); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestTheMissingPermissionIsNamedAsIAMDoes(t *testing.T) {
	call := func(service, operation string, err error) error {
		return &smithy.OperationError{ServiceID: service, OperationName: operation, Err: err}
	}
	denied := &smithy.GenericAPIError{Code: "AccessDenied"}
	for want, err := range map[string]error{
		"":                    errors.New("no call"),
		"ec2:CreateSnapshots": fmt.Errorf("taking: %w", call("EC2", "CreateSnapshots", denied)),
		"s3:ListBucket":       call("S3", "ListObjectsV2", denied),
		"sts:AssumeRole":      call("EC2", "DescribeInstances", fmt.Errorf("get identity: %w", call("STS", "AssumeRole", denied))),
	} {
		if got := awsx.Action(err); got != want {
			t.Errorf("got %q of %v, want %q", got, err, want)
		}
	}
	if !awsx.Unreachable(network("dial")) || awsx.Unreachable(network("read")) || awsx.Unreachable(api("AccessDenied", 403)) {
		t.Error("a connection that was not made is not told apart")
	}
}

func TestWhichRefusalsMayBeForSomeOfABatch(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want bool
	}{
		"none":                      {nil, false},
		"a state":                   {api("IncorrectInstanceState", 400), true},
		"one that is gone":          {api("InvalidInstanceID.NotFound", 400), true},
		"rights on one by its tags": {api("UnauthorizedOperation", 403), true},
		"no capacity":               {api("InsufficientInstanceCapacity", 500), true},
		"throttled":                 {api("RequestLimitExceeded", 503), false},
		"AWS' own error":            {api("InternalError", 500), false},
		"credentials that expired":  {api("RequestExpired", 400), false},
		"a connection that broke":   {network("read"), false},
		"a connection never made":   {network("dial"), false},
		"the process was stopped":   {context.Canceled, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := awsx.OfSome(test.err); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
