package gateway

import (
	"net/http"

	"patchline/internal/sim/apierr"
)

// codes are how one service words what the gateway itself refuses. Sources:
// each API's page of common errors, "Error codes for the Amazon EC2 API",
// "S3 error responses".
type codes struct {
	throttled, expired, badToken, unsigned, internal *apierr.Error
}

var codesOf = map[string]codes{
	"ec2": {
		throttled: apierr.WithStatus(http.StatusServiceUnavailable, "RequestLimitExceeded", "Request limit exceeded."),
		expired:   apierr.New("RequestExpired", "Request has expired."),
		badToken:  apierr.WithStatus(http.StatusUnauthorized, "AuthFailure", "AWS was not able to validate the provided access credentials"),
		unsigned:  apierr.WithStatus(http.StatusUnauthorized, "AuthFailure", "AWS was not able to validate the provided access credentials"),
		internal:  apierr.WithStatus(http.StatusInternalServerError, "InternalError", "An internal error has occurred"),
	},
	"ssm": {
		throttled: apierr.New("ThrottlingException", "Rate exceeded"),
		expired:   apierr.New("ExpiredTokenException", "The security token included in the request is expired"),
		badToken:  apierr.New("UnrecognizedClientException", "The security token included in the request is invalid."),
		unsigned:  apierr.New("MissingAuthenticationTokenException", "Missing Authentication Token"),
		internal:  apierr.WithStatus(http.StatusInternalServerError, "InternalServerError", "An error occurred on the server side."),
	},
	"sts": {
		throttled: apierr.New("Throttling", "Rate exceeded"),
		expired:   apierr.WithStatus(http.StatusForbidden, "ExpiredToken", "The security token included in the request is expired"),
		badToken:  apierr.WithStatus(http.StatusForbidden, "InvalidClientTokenId", "The security token included in the request is invalid."),
		unsigned:  apierr.WithStatus(http.StatusForbidden, "MissingAuthenticationToken", "Request is missing Authentication Token"),
		internal:  apierr.WithStatus(http.StatusInternalServerError, "InternalFailure", "An internal error has occurred"),
	},
	"s3": {
		throttled: apierr.WithStatus(http.StatusServiceUnavailable, "SlowDown", "Please reduce your request rate."),
		expired:   apierr.New("ExpiredToken", "The provided token has expired."),
		badToken:  apierr.WithStatus(http.StatusForbidden, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
		unsigned:  apierr.WithStatus(http.StatusForbidden, "AccessDenied", "Access Denied"),
		internal:  apierr.WithStatus(http.StatusInternalServerError, "InternalError", "We encountered an internal error. Please try again."),
	},
}
