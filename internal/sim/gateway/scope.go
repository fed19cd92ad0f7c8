package gateway

import (
	"net/http"
	"regexp"
	"strings"
)

// scope is what a SigV4 request says of itself: the credential
// "key/date/region/service/aws4_request", in the Authorization header or, for
// a presigned URL, in the query. The signature itself is not checked.
type scope struct {
	accessKey string
	region    string
	service   string
	token     string
}

const signatureAlgorithm = "AWS4-HMAC-SHA256"

// regionPattern also takes the Regions of the other partitions, such as
// us-gov-west-1, cn-north-1 and eusc-de-east-1.
var regionPattern = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$`)

// scopeOf reads the scope; the text says what is wrong with it otherwise.
func scopeOf(r *http.Request) (scope, string) {
	credential, token := "", r.Header.Get("X-Amz-Security-Token")
	if header := r.Header.Get("Authorization"); header != "" {
		fields, found := strings.CutPrefix(header, signatureAlgorithm)
		if !found {
			return scope{}, "the Authorization header does not begin with " + signatureAlgorithm
		}
		for field := range strings.SplitSeq(fields, ",") {
			if value, found := strings.CutPrefix(strings.TrimSpace(field), "Credential="); found {
				credential = value
			}
		}
	} else {
		query := r.URL.Query()
		credential = query.Get("X-Amz-Credential")
		if token == "" {
			token = query.Get("X-Amz-Security-Token")
		}
	}
	if credential == "" {
		return scope{}, "the request is not signed: no credential in the Authorization header or the query"
	}
	// An access key may hold no slash, so the last four parts are fixed.
	parts := strings.Split(credential, "/")
	if len(parts) != 5 || parts[4] != "aws4_request" || parts[0] == "" {
		return scope{}, "the credential is not key/date/region/service/aws4_request"
	}
	if !regionPattern.MatchString(parts[2]) {
		return scope{}, "the credential's Region is not a Region's name"
	}
	return scope{accessKey: parts[0], region: parts[2], service: parts[3], token: token}, ""
}
