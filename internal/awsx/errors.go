package awsx

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

// Code is the code of an AWS API's error, or "" for any other error.
func Code(err error) string {
	if api, found := errors.AsType[smithy.APIError](err); found {
		return api.ErrorCode()
	}
	return ""
}

// Is tells whether an error has one of these codes.
func Is(err error, codes ...string) bool {
	code := Code(err)
	return code != "" && slices.Contains(codes, code)
}

// IsThrottled tells whether AWS refused a call for its rate.
func IsThrottled(err error) bool {
	_, found := retry.DefaultThrottleErrorCodes[Code(err)]
	return found
}

// IsNotYet tells whether EC2 refused a snapshot for others of the same volume
// or account, so that a later call is taken.
func IsNotYet(err error) bool {
	_, found := notYet.Codes[Code(err)]
	return found
}

// IsNotFound tells whether what the call names isn't there, or not yet: EC2 is
// eventually consistent.
func IsNotFound(err error) bool {
	code := Code(err)
	return strings.HasSuffix(code, ".NotFound") || code == "InvocationDoesNotExist" || code == "InvalidDocument"
}

// IsDenied tells whether the caller may not do it, or is no one.
func IsDenied(err error) bool {
	return Is(err, "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthFailure",
		"UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "SignatureDoesNotMatch")
}

// IsUnknown tells whether AWS does not know the caller's credentials.
func IsUnknown(err error) bool {
	return Is(err, "AuthFailure", "UnrecognizedClientException", "InvalidClientTokenId", "InvalidAccessKeyId", "SignatureDoesNotMatch",
		"MissingAuthenticationToken", "MissingAuthenticationTokenException")
}

// Action is the permission that a failed call needs, such as "s3:ListBucket";
// "" where no call failed.
func Action(err error) string {
	var call *smithy.OperationError
	action := ""
	for errors.As(err, &call) { // the innermost: others need its answer
		action = strings.ToLower(call.Service()) + ":" + call.Operation()
		err = call.Unwrap()
	}
	if action == "s3:ListObjectsV2" {
		return "s3:ListBucket" // the one whose permission has another name
	}
	return action
}

// IsExpired tells whether the caller's credentials are over.
func IsExpired(err error) bool {
	return Is(err, "RequestExpired", "ExpiredToken", "ExpiredTokenException")
}

// OfCaller tells whether EC2 refused the caller's credentials, and not what was
// asked for: every other call would fare the same. UnauthorizedOperation is not
// of these: a policy may allow some instances and no others.
func OfCaller(err error) bool {
	return IsExpired(err) || (IsDenied(err) && !Is(err, "UnauthorizedOperation"))
}

// IsAssumeRole tells whether it is a role that could not be assumed.
func IsAssumeRole(err error) bool {
	var operation *smithy.OperationError
	for errors.As(err, &operation) {
		if operation.Service() == "STS" && operation.Operation() == "AssumeRole" {
			return true
		}
		err = operation.Unwrap()
	}
	return false
}

// IsDryRun tells whether a dry run would have worked.
func IsDryRun(err error) bool { return Is(err, "DryRunOperation") }

// IsNoCapacity tells whether AWS has no room for an instance, host or the like.
// EC2 answers so with the status of a server's error, though nothing was done
// ("Error codes for the Amazon EC2 API").
func IsNoCapacity(err error) bool {
	code := Code(err)
	return strings.HasPrefix(code, "Insufficient") && strings.HasSuffix(code, "Capacity")
}

// Ambiguous tells whether a failed call may have been done all the same: the
// connection broke, also in the middle of the answer, or AWS answered with an
// error of its own. What AWS refused was not done.
func Ambiguous(err error) bool {
	if err == nil || IsThrottled(err) || IsNoCapacity(err) || neverSent(err) == aws.TrueTernary {
		return false
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	var answer *awshttp.ResponseError
	if errors.As(err, &answer) && answer.HTTPStatusCode() != 0 {
		return answer.HTTPStatusCode() >= http.StatusInternalServerError || broken(answer)
	}
	return Code(err) == ""
}

// broken tells whether AWS did what was asked, and its answer did not arrive
// whole or can't be read.
func broken(answer *awshttp.ResponseError) bool {
	return answer.HTTPStatusCode() < http.StatusMultipleChoices && Code(answer) == ""
}

// Unreachable tells whether no connection to AWS could be made.
func Unreachable(err error) bool { return neverSent(err) == aws.TrueTernary }

// OfSome tells whether a batch may have been refused for some of its members
// only, so that halves of it may pass: see Each.
func OfSome(err error) bool {
	return Code(err) != "" && !Ambiguous(err) && !IsThrottled(err) && !IsExpired(err)
}
