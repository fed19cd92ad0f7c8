package sts_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	awssts "github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"patchline/internal/sim/clock"
	"patchline/internal/sim/faults"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/simtest"
	"patchline/internal/sim/sts"
	"patchline/internal/sim/world"
)

const roleARN = "arn:aws:iam::444455556666:role/Patchline"

func newGateway() *gateway.Gateway {
	w := world.New(clock.New(time.Now(), 1), 1, &faults.Plan{})
	service := sts.New()
	return &gateway.Gateway{
		World: w, Account: "111122223333",
		Services: map[string]gateway.Service{"sts": service, "s3": service},
	}
}

func TestGetCallerIdentityNamesTheAccount(t *testing.T) {
	client := awssts.NewFromConfig(simtest.Config(newGateway(), "999988887777", "eu-central-1"))
	out, err := client.GetCallerIdentity(t.Context(), &awssts.GetCallerIdentityInput{})
	if err != nil {
		t.Fatal(err)
	}
	if aws.ToString(out.Account) != "999988887777" || aws.ToString(out.Arn) != "arn:aws:iam::999988887777:user/fleet-sim" {
		t.Errorf("got account %s, ARN %s", aws.ToString(out.Account), aws.ToString(out.Arn))
	}
}

func TestAnAssumedRoleCallsAsItselfUntilItsSessionExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := simtest.Config(newGateway(), "999988887777", "eu-central-1")
		client := awssts.NewFromConfig(config)
		out, err := client.AssumeRole(t.Context(), &awssts.AssumeRoleInput{
			RoleArn: aws.String(roleARN), RoleSessionName: aws.String("night-1"), DurationSeconds: aws.Int32(900),
		})
		if err != nil {
			t.Fatal(err)
		}
		if until := time.Until(aws.ToTime(out.Credentials.Expiration)); until <= 899*time.Second || until > 900*time.Second {
			t.Errorf("the session lasts %v, want 900 s", until)
		}
		config.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{
				AccessKeyID: *out.Credentials.AccessKeyId, SecretAccessKey: *out.Credentials.SecretAccessKey, SessionToken: *out.Credentials.SessionToken,
			}, nil
		})
		client = awssts.NewFromConfig(config)
		who, err := client.GetCallerIdentity(t.Context(), &awssts.GetCallerIdentityInput{})
		if err != nil {
			t.Fatal(err)
		}
		if aws.ToString(who.Arn) != "arn:aws:sts::444455556666:assumed-role/Patchline/night-1" || aws.ToString(who.Account) != "444455556666" {
			t.Errorf("the role calls as %s", aws.ToString(who.Arn))
		}
		if aws.ToString(who.UserId) != aws.ToString(out.AssumedRoleUser.AssumedRoleId) {
			t.Errorf("UserId %s, AssumedRoleId %s", aws.ToString(who.UserId), aws.ToString(out.AssumedRoleUser.AssumedRoleId))
		}
		time.Sleep(15 * time.Minute)
		_, err = client.GetCallerIdentity(t.Context(), &awssts.GetCallerIdentityInput{})
		if code(err) != "ExpiredToken" {
			t.Errorf("after 15 minutes: %v, want ExpiredToken", err)
		}
	})
}

func TestAWebIdentityNeedsNoSignature(t *testing.T) {
	config := simtest.Config(newGateway(), "999988887777", "eu-central-1")
	provider := stscreds.NewWebIdentityRoleProvider(awssts.NewFromConfig(config), roleARN, token("a.b.c"))
	credentials, err := provider.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(credentials.AccessKeyID, "ASIA") || credentials.SessionToken == "" {
		t.Errorf("got the credentials %+v", credentials)
	}
}

type token string

func (t token) GetIdentityToken() ([]byte, error) { return []byte(t), nil }

func TestRefusals(t *testing.T) {
	for name, test := range map[string]struct{ form, code string }{
		"no such action":           {"Action=Nope", "InvalidAction"},
		"no action":                {"", "InvalidAction"},
		"not a form":               {"Action=%zz", "MalformedQueryString"},
		"no role":                  {"Action=AssumeRole&RoleSessionName=night", "ValidationError"},
		"a role that is none":      {"Action=AssumeRole&RoleSessionName=night&RoleArn=nope", "ValidationError"},
		"a session name too short": {"Action=AssumeRole&RoleSessionName=n&RoleArn=" + url.QueryEscape(roleARN), "ValidationError"},
		"a session of 15 s":        {"Action=AssumeRole&RoleSessionName=night&DurationSeconds=15&RoleArn=" + url.QueryEscape(roleARN), "ValidationError"},
		"a session that overflows": {"Action=AssumeRole&RoleSessionName=night&DurationSeconds=9223372036854775807&RoleArn=" + url.QueryEscape(roleARN), "ValidationError"},
		"no web identity":          {"Action=AssumeRoleWithWebIdentity&RoleSessionName=night&RoleArn=" + url.QueryEscape(roleARN), "ValidationError"},
	} {
		t.Run(name, func(t *testing.T) {
			w := post(test.form, true)
			if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "<Code>"+test.code+"</Code>") {
				t.Errorf("got %d %s, want %s", w.Code, w.Body, test.code)
			}
		})
	}
	if w := post("Action=GetCallerIdentity", false); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "MissingAuthenticationToken") {
		t.Errorf("an unsigned GetCallerIdentity: %d %s", w.Code, w.Body)
	}
}

func FuzzForm(f *testing.F) {
	f.Add("Action=AssumeRole&RoleSessionName=night&RoleArn="+url.QueryEscape(roleARN), true)
	f.Add("Action=AssumeRoleWithWebIdentity&WebIdentityToken=x", false)
	f.Fuzz(func(_ *testing.T, form string, signed bool) { post(form, signed) })
}

func post(form string, signed bool) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(form))
	if signed {
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=A/20261124/eu-central-1/sts/aws4_request, Signature=0")
	}
	w := httptest.NewRecorder()
	newGateway().ServeHTTP(w, r)
	return w
}

func code(err error) string {
	if api, found := errors.AsType[smithy.APIError](err); found {
		return api.ErrorCode()
	}
	return ""
}
