package s3

import (
	"encoding/base64"
	"encoding/xml"
	"net/http"

	"patchline/internal/sim/apierr"
)

// worded is an error code's HTTP status and S3's text for it.
type worded struct {
	status  int
	message string
}

// documented are the codes that this package answers with. Source: S3 API
// reference, "Error responses".
var documented = map[string]worded{
	"BadDigest":                 {400, "The Content-MD5 you specified did not match what we received."},
	"BucketAlreadyOwnedByYou":   {409, "Your previous request to create the named bucket succeeded and you already own it."},
	"BucketNotEmpty":            {409, "The bucket you tried to delete is not empty"},
	"EntityTooLarge":            {400, "Your proposed upload exceeds the maximum allowed size"},
	"EntityTooSmall":            {400, "Your proposed upload is smaller than the minimum allowed size"},
	"IncompleteBody":            {400, "You did not provide the number of bytes specified by the Content-Length HTTP header."},
	"InternalError":             {500, "We encountered an internal error. Please try again."},
	"InvalidArgument":           {400, "Invalid Argument"},
	"InvalidBucketName":         {400, "The specified bucket is not valid."},
	"InvalidDigest":             {400, "The Content-MD5 you specified is not valid."},
	"InvalidPart":               {400, "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."},
	"InvalidPartOrder":          {400, "The list of parts was not in ascending order. The parts list must be specified in order by part number."},
	"InvalidRange":              {416, "The requested range is not satisfiable"},
	"InvalidRequest":            {400, "Invalid Request"},
	"InvalidURI":                {400, "Couldn't parse the specified URI."},
	"KeyTooLongError":           {400, "Your key is too long"},
	"MalformedTrailerError":     {400, "The request contained trailing data that was not well-formed or did not conform to our published schema."},
	"MalformedXML":              {400, "The XML you provided was not well-formed or did not validate against our published schema"},
	"MetadataTooLarge":          {400, "Your metadata headers exceed the maximum allowed metadata size."},
	"MethodNotAllowed":          {405, "The specified method is not allowed against this resource."},
	"MissingContentLength":      {411, "You must provide the Content-Length HTTP header."},
	"NoSuchBucket":              {404, "The specified bucket does not exist"},
	"NoSuchKey":                 {404, "The specified key does not exist."},
	"NoSuchUpload":              {404, "The specified multipart upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."},
	"NotImplemented":            {501, "A header or query you provided implies functionality that is not implemented"},
	"PreconditionFailed":        {412, "At least one of the pre-conditions you specified did not hold"},
	"XAmzContentSHA256Mismatch": {400, "The provided 'x-amz-content-sha256' header does not match what was computed."},
}

// refuse is an error in S3's own words.
func refuse(code string) *apierr.Error {
	return &apierr.Error{Code: code, Message: documented[code].message, Status: documented[code].status}
}

// refusef is an error with a text of its own.
func refusef(code, format string, args ...any) *apierr.Error {
	return apierr.WithStatus(documented[code].status, code, format, args...)
}

// errorBody is S3's XML for an error.
type errorBody struct {
	XMLName   xml.Name `xml:"Error"`
	Code      string
	Message   string
	Resource  string
	RequestID string `xml:"RequestId"`
	HostID    string `xml:"HostId"`
}

// WriteError answers a request with an error in S3's form: XML with the code,
// the message, the request's path as the resource, and the request id. A HEAD
// gets the status alone, as from S3. A status that HTTP doesn't know becomes 500.
func WriteError(w http.ResponseWriter, r *http.Request, requestID string, refusal *apierr.Error) {
	status := refusal.Status
	if http.StatusText(status) == "" {
		status = http.StatusInternalServerError
	}
	h := w.Header()
	h.Del("Content-Length")
	h.Set("Content-Type", "application/xml")
	setRequestID(h, requestID)
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	body, err := xml.Marshal(errorBody{
		Code: refusal.Code, Message: refusal.Message, Resource: r.URL.Path,
		RequestID: requestID, HostID: hostID(requestID),
	})
	if err != nil {
		return // strings alone always marshal
	}
	_, _ = w.Write(append([]byte(xml.Header), body...)) // the client may be gone
}

func setRequestID(h http.Header, requestID string) {
	h.Set("X-Amz-Request-Id", requestID)
	h.Set("X-Amz-Id-2", hostID(requestID))
}

// hostID is S3's second id of a request, opaque to clients.
func hostID(requestID string) string {
	return base64.StdEncoding.EncodeToString([]byte(requestID))
}
