package sim_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"patchline/internal/sim"
	"patchline/internal/sim/world"
)

// request is one as it comes over the wire.
type request struct {
	method, path, body string
	headers            []string // "Name: value"
}

// signed is the header that names a service and nothing else of use.
func signed(service string) string {
	return "Authorization: AWS4-HMAC-SHA256 Credential=111122223333/20261124/" + region + "/" + service +
		"/aws4_request, SignedHeaders=host;x-amz-date, Signature=0000"
}

const (
	form    = "Content-Type: application/x-www-form-urlencoded; charset=utf-8"
	target  = "X-Amz-Target: AmazonSSM."
	foreign = "X-Amz-Security-Token: IQoJb3JpZ2luX2VjEJr"

	describe = "Action=DescribeInstances&Version=2016-11-15&MaxResults=5"
	whoami   = "Action=GetCallerIdentity&Version=2011-06-15"
)

func (q request) to(x *sdk) *httptest.ResponseRecorder {
	r := httptest.NewRequest(q.method, q.path, strings.NewReader(q.body))
	for _, header := range q.headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	x.sim.ServeHTTP(w, r)
	return w
}

func TestSignaturesOfEveryValidFormAreRead(t *testing.T) {
	x := begin(t, sim.Options{})
	credential := "111122223333/20261124/" + region + "/ec2/aws4_request"
	for name, authorization := range map[string]string{
		"as the SDKs write it":          "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=host, Signature=0",
		"without blanks":                "AWS4-HMAC-SHA256 Credential=" + credential + ",SignedHeaders=host,Signature=0",
		"with more blanks":              "AWS4-HMAC-SHA256   Credential=" + credential + " ,  SignedHeaders=host ,Signature=0 ",
		"the credential last":           "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=0, Credential=" + credential,
		"a key of an IAM user":          "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261124/" + region + "/ec2/aws4_request, SignedHeaders=host, Signature=0",
		"many headers signed":           "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=accept;content-type;host;x-amz-date;x-amz-user-agent, Signature=0",
		"a date of yesterday":           "AWS4-HMAC-SHA256 Credential=111122223333/20261123/" + region + "/ec2/aws4_request, SignedHeaders=host, Signature=0",
		"a tab after the algorithm":     "AWS4-HMAC-SHA256\tCredential=" + credential + ", SignedHeaders=host, Signature=0",
		"no signature, as it is unread": "AWS4-HMAC-SHA256 Credential=" + credential,
	} {
		t.Run(name, func(t *testing.T) {
			w := request{http.MethodPost, "/", describe, []string{"Authorization: " + authorization, form}}.to(x)
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), struckID) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
	query := "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261124T220000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=0&X-Amz-Credential="
	for name, path := range map[string]string{
		"EC2, presigned":                "/?" + describe + "&" + query + strings.ReplaceAll(credential, "/", "%2F"),
		"EC2, presigned and not quoted": "/?" + describe + "&" + query + credential,
		"STS, presigned":                "/?" + whoami + "&" + query + "AKIA%2F20261124%2Fus-east-1%2Fsts%2Faws4_request",
		"S3, presigned":                 "/" + bucket + "?list-type=2&" + query + "AKIA%2F20261124%2Fus-east-1%2Fs3%2Faws4_request",
	} {
		t.Run(name, func(t *testing.T) {
			if w := (request{method: http.MethodGet, path: path}).to(x); w.Code != http.StatusOK {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
}

func TestEveryRegionHasAFleetOfItsOwn(t *testing.T) {
	x := begin(t, sim.Options{})
	for _, there := range []string{"us-east-1", "ap-southeast-12", "us-gov-west-1", "cn-north-1", "us-iso-east-1", "eusc-de-east-1"} {
		authorization := "Authorization: AWS4-HMAC-SHA256 Credential=111122223333/20261124/" + there + "/ec2/aws4_request, SignedHeaders=host, Signature=0"
		w := request{http.MethodPost, "/", describe, []string{authorization, form}}.to(x)
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "<instanceId>") {
			t.Errorf("%s: %d %s", there, w.Code, w.Body)
		}
	}
}

// What is wrong with a request is told with the service's code, in the
// service's form, and in words.
func TestARequestThatIsWrongGetsAClearError(t *testing.T) {
	x := begin(t, sim.Options{})
	ec2Error := func(code string) string { return "<Response><Errors><Error><Code>" + code + "</Code><Message>" }
	stsError := func(code string) string { return "<Error><Type>Sender</Type><Code>" + code + "</Code><Message>" }
	ssmError := func(code string) string { return `{"__type":"` + code + `","message":"` }
	s3Error := func(code string) string { return "<Error><Code>" + code + "</Code><Message>" }
	for name, c := range map[string]struct {
		request
		status int
		form   string
		words  string
	}{
		"EC2: an action that is none":   {request{"POST", "/", "Action=Nope&Version=2016-11-15", []string{signed("ec2"), form}}, 400, ec2Error("InvalidAction"), "Nope"},
		"EC2: no action":                {request{"POST", "/", "", []string{signed("ec2"), form}}, 400, ec2Error("MissingAction"), "Action"},
		"EC2: another version":          {request{"POST", "/", "Action=DescribeInstances&Version=2010-01-01", []string{signed("ec2"), form}}, 400, ec2Error("NoSuchVersion"), "2016-11-15"},
		"EC2: no form":                  {request{"POST", "/", "Action=%zz", []string{signed("ec2"), form}}, 400, ec2Error("MalformedQueryString"), "%zz"},
		"EC2: JSON":                     {request{"POST", "/", "{}", []string{signed("ec2"), "Content-Type: application/json"}}, 400, ec2Error("MalformedQueryString"), "application/json"},
		"EC2: a method that is none":    {request{"PATCH", "/", "", []string{signed("ec2")}}, 405, ec2Error("InvalidRequest"), "PATCH"},
		"EC2: an unknown parameter":     {request{"POST", "/", describe + "&Foo.1=x", []string{signed("ec2"), form}}, 400, ec2Error("UnknownParameter"), "Foo"},
		"EC2: a page token of none":     {request{"POST", "/", describe + "&NextToken=nope", []string{signed("ec2"), form}}, 400, ec2Error("InvalidNextToken"), "NextToken"},
		"EC2: a body of 5 MB":           {request{"POST", "/", strings.Repeat("a", 5<<20), []string{signed("ec2"), form}}, 413, ec2Error("RequestEntityTooLarge"), "4194304"},
		"EC2: a foreign session":        {request{"POST", "/", describe, []string{signed("ec2"), form, foreign}}, 401, ec2Error("AuthFailure"), "unset AWS_SESSION_TOKEN"},
		"EC2: unsigned":                 {request{"POST", "/", describe, []string{form}}, 401, ec2Error("AuthFailure"), "not signed"},
		"EC2: unsigned, in the query":   {request{"GET", "/?" + describe, "", nil}, 401, ec2Error("AuthFailure"), "not signed"},
		"SSM: an action that is none":   {request{"POST", "/", "{}", []string{signed("ssm"), target + "Nope"}}, 400, ssmError("UnknownOperationException"), "Nope"},
		"SSM: no target":                {request{"POST", "/", "{}", []string{signed("ssm")}}, 400, ssmError("UnknownOperationException"), "no operation"},
		"SSM: a GET":                    {request{"GET", "/", "", []string{signed("ssm"), target + "ListCommands"}}, 400, ssmError("UnknownOperationException"), "ListCommands"},
		"SSM: half a body":              {request{"POST", "/", `{"MaxResults":`, []string{signed("ssm"), target + "ListCommands"}}, 400, ssmError("SerializationException"), "JSON"},
		"SSM: XML":                      {request{"POST", "/", "<a/>", []string{signed("ssm"), target + "ListCommands"}}, 400, ssmError("SerializationException"), "JSON"},
		"SSM: a list":                   {request{"POST", "/", "[]", []string{signed("ssm"), target + "ListCommands"}}, 400, ssmError("SerializationException"), "array"},
		"SSM: a text for a number":      {request{"POST", "/", `{"MaxResults":"5"}`, []string{signed("ssm"), target + "ListCommands"}}, 400, ssmError("SerializationException"), "MaxResults"},
		"SSM: a page token of none":     {request{"POST", "/", `{"NextToken":"nope"}`, []string{signed("ssm"), target + "ListCommands"}}, 400, ssmError("InvalidNextToken"), "token"},
		"SSM: a foreign session":        {request{"POST", "/", "{}", []string{signed("ssm"), target + "ListCommands", foreign}}, 400, ssmError("UnrecognizedClientException"), "unset AWS_SESSION_TOKEN"},
		"SSM: unsigned":                 {request{"POST", "/", "{}", []string{target + "ListCommands"}}, 400, ssmError("MissingAuthenticationTokenException"), "not signed"},
		"STS: an action that is none":   {request{"POST", "/", "Action=Nope&Version=2011-06-15", []string{signed("sts"), form}}, 400, stsError("InvalidAction"), "Nope"},
		"STS: no form":                  {request{"POST", "/", "%zz", []string{signed("sts"), form}}, 400, stsError("MalformedQueryString"), "%zz"},
		"STS: a role that is none":      {request{"POST", "/", "Action=AssumeRole&Version=2011-06-15&RoleSessionName=ab&RoleArn=x", []string{signed("sts"), form}}, 400, stsError("ValidationError"), "role"},
		"STS: a foreign session":        {request{"POST", "/", whoami, []string{signed("sts"), form, foreign}}, 403, stsError("InvalidClientTokenId"), "unset AWS_SESSION_TOKEN"},
		"STS: unsigned":                 {request{"POST", "/", whoami, []string{form}}, 403, stsError("MissingAuthenticationToken"), "Authentication"},
		"S3: a body that is no XML":     {request{"POST", "/" + bucket + "?delete", "{", []string{signed("s3"), "Content-Md5: +Zrq4VcvOQ9vjkhDH2pQ+g=="}}, 400, s3Error("BadDigest"), "MD5"},
		"S3: a method that is none":     {request{"PATCH", "/" + bucket + "/key", "", []string{signed("s3")}}, 405, s3Error("MethodNotAllowed"), "method"},
		"S3: what is not simulated":     {request{"GET", "/" + bucket + "?acl", "", []string{signed("s3")}}, 501, s3Error("NotImplemented"), "GetBucketAcl"},
		"S3: a bucket that is none":     {request{"GET", "/nowhere", "", []string{signed("s3")}}, 404, s3Error("NoSuchBucket"), "bucket"},
		"S3: a page token of none":      {request{"GET", "/" + bucket + "?list-type=2&continuation-token=nope", "", []string{signed("s3")}}, 400, s3Error("InvalidArgument"), "token"},
		"S3: a foreign session":         {request{"GET", "/" + bucket, "", []string{signed("s3"), foreign}}, 403, s3Error("InvalidAccessKeyId"), "unset AWS_SESSION_TOKEN"},
		"S3: unsigned":                  {request{"GET", "/" + bucket, "", nil}, 403, s3Error("AccessDenied"), "not signed"},
		"a service that is none":        {request{"POST", "/", "", []string{signed("rds")}}, 400, s3Error("UnknownService"), "rds"},
		"the signature of version 4A":   {request{"GET", "/" + bucket, "", []string{"Authorization: AWS4-ECDSA-P256-SHA256 Credential=A/20261124/s3/aws4_request"}}, 403, s3Error("AccessDenied"), "AWS4-HMAC-SHA256"},
		"the signature of version 2":    {request{"GET", "/" + bucket, "", []string{"Authorization: AWS 1111:abc="}}, 403, s3Error("AccessDenied"), "AWS4-HMAC-SHA256"},
		"a Region that is none":         {request{"GET", "/" + bucket, "", []string{"Authorization: AWS4-HMAC-SHA256 Credential=A/20261124/nowhere/s3/aws4_request"}}, 403, s3Error("AccessDenied"), "Region"},
		"/_sim/: what is not there":     {request{"GET", "/_sim/nope", "", nil}, 404, `"error"`, "GET /_sim/"},
		"/_sim/: a method that is none": {request{"PUT", "/_sim/calls", "", nil}, 404, `"error"`, "GET /_sim/"},
		"/_sim/: no instance":           {request{"GET", "/_sim/instances/i-0", "", nil}, 404, `"error"`, "instance"},
		"/_sim/: half a change":         {request{"PATCH", "/_sim/instances/" + struckID, `{"power":`, nil}, 400, `"error"`, "change"},
		"/_sim/: an unknown change":     {request{"PATCH", "/_sim/instances/" + struckID, `{"powers":"stop"}`, nil}, 400, `"error"`, "powers"},
		"/_sim/: an unknown fault":      {request{"POST", "/_sim/faults", "faults: [{fault: snapshot-eror}]", nil}, 400, `"error"`, "snapshot-eror"},
	} {
		t.Run(name, func(t *testing.T) {
			w := c.to(x)
			if body := w.Body.String(); w.Code != c.status || !strings.Contains(body, c.form) || !strings.Contains(body, c.words) {
				t.Errorf("got %d %s\nwant %d, %q and the words %q", w.Code, body, c.status, c.form, c.words)
			}
			if kind := w.Header().Get("Content-Type"); kind == "" {
				t.Error("there is no Content-Type")
			}
		})
	}
	x.wantState(world.Running, struckID)
}

func TestThePathOfTheOwnAPINeedsNoSlashAtItsEnd(t *testing.T) {
	x := begin(t, sim.Options{})
	if w := (request{method: http.MethodGet, path: "/_sim"}).to(x); w.Header().Get("Location") != "/_sim/" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}
