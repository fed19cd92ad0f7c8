package sts

import (
	"encoding/xml"
	"net/http"
	"strconv"
	"time"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
)

const namespace = "https://sts.amazonaws.com/doc/" + version + "/"

// The range and default of DurationSeconds (API reference, AssumeRole),
// in seconds.
const (
	shortestSession = 900
	defaultSession  = 3600
	longestSession  = 43200
)

type metadata struct {
	RequestID string `xml:"RequestId"`
}

type callerIdentityResponse struct {
	XMLName   xml.Name             `xml:"GetCallerIdentityResponse"`
	Namespace string               `xml:"xmlns,attr"`
	Result    callerIdentityResult `xml:"GetCallerIdentityResult"`
	Metadata  metadata             `xml:"ResponseMetadata"`
}

type callerIdentityResult struct {
	ARN     string `xml:"Arn"`
	UserID  string `xml:"UserId"`
	Account string `xml:"Account"`
}

type assumeRoleResponse struct {
	XMLName   xml.Name         `xml:"AssumeRoleResponse"`
	Namespace string           `xml:"xmlns,attr"`
	Result    assumeRoleResult `xml:"AssumeRoleResult"`
	Metadata  metadata         `xml:"ResponseMetadata"`
}

type webIdentityResponse struct {
	XMLName   xml.Name         `xml:"AssumeRoleWithWebIdentityResponse"`
	Namespace string           `xml:"xmlns,attr"`
	Result    assumeRoleResult `xml:"AssumeRoleWithWebIdentityResult"`
	Metadata  metadata         `xml:"ResponseMetadata"`
}

type assumeRoleResult struct {
	User        assumedRoleUser `xml:"AssumedRoleUser"`
	Credentials credentials     `xml:"Credentials"`
}

type assumedRoleUser struct {
	ID  string `xml:"AssumedRoleId"`
	ARN string `xml:"Arn"`
}

type credentials struct {
	AccessKeyID     string `xml:"AccessKeyId"`
	SecretAccessKey string `xml:"SecretAccessKey"`
	SessionToken    string `xml:"SessionToken"`
	Expiration      string `xml:"Expiration"`
}

type errorResponse struct {
	XMLName   xml.Name `xml:"ErrorResponse"`
	Namespace string   `xml:"xmlns,attr"`
	Type      string   `xml:"Error>Type"`
	Code      string   `xml:"Error>Code"`
	Message   string   `xml:"Error>Message"`
	RequestID string   `xml:"RequestId"`
}

// WriteError answers in the form of the query protocol.
func (s *Service) WriteError(w http.ResponseWriter, c *gateway.Call, err *apierr.Error) {
	fault := "Sender"
	if err.Status >= http.StatusInternalServerError {
		fault = "Receiver"
	}
	writeXML(w, err.Status, errorResponse{
		Namespace: namespace, Type: fault, Code: err.Code, Message: err.Message, RequestID: c.RequestID,
	})
}

func writeXML(w http.ResponseWriter, status int, answer any) {
	body, err := xml.Marshal(answer)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that hung up has nothing to be told
}

func duration(text string) (time.Duration, *apierr.Error) {
	if text == "" {
		return defaultSession * time.Second, nil
	}
	seconds, err := strconv.Atoi(text)
	if err != nil || seconds < shortestSession || seconds > longestSession {
		return 0, constraint("durationSeconds", text, "Member must have a value from 900 to 43200")
	}
	return time.Duration(seconds) * time.Second, nil
}

func constraint(member, value, rule string) *apierr.Error {
	return apierr.New("ValidationError",
		"1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: %s", value, member, rule)
}
