// Package sts is the Security Token Service of the stand-in: who calls, and
// roles of other accounts. Any role can be assumed by anyone; a plan of faults
// refuses (operation sts:AssumeRole, code AccessDenied).
//
// Sessions last by the computer's clock and not by the simulated one: clients
// renew them by their own clock, which does not run faster with --speed.
package sts

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/identity"
)

// version is the API's, which every answer's namespace names.
const version = "2011-06-15"

// Service is STS behind the gateway.
type Service struct{}

// New is an STS, which keeps nothing: all that it gives is in the tokens.
func New() *Service { return &Service{} }

type action func(*Service, *gateway.Call, url.Values) (any, *apierr.Error)

var actions = map[string]action{
	"GetCallerIdentity":         (*Service).getCallerIdentity,
	"AssumeRole":                (*Service).assumeRole,
	"AssumeRoleWithWebIdentity": (*Service).assumeRoleWithWebIdentity,
}

// Actions names every action.
func (s *Service) Actions() []string { return slices.Sorted(maps.Keys(actions)) }

// Decode reads the action and its form.
func (s *Service) Decode(c *gateway.Call) *apierr.Error {
	form := c.Request.URL.Query()
	if c.Request.Method == http.MethodPost {
		posted, err := url.ParseQuery(string(c.Body))
		if err != nil {
			return apierr.New("MalformedQueryString", "The body is not a form: %v.", err)
		}
		form = posted
	}
	name := form.Get("Action")
	if _, found := actions[name]; !found {
		return apierr.New("InvalidAction", "Could not find operation %q for version %s", name, version)
	}
	if c.Caller.Account == "" && name != "AssumeRoleWithWebIdentity" {
		return apierr.WithStatus(http.StatusForbidden, "MissingAuthenticationToken", "Request is missing Authentication Token")
	}
	c.Action, c.Input = name, form
	return nil
}

// Serve answers a decoded call.
func (s *Service) Serve(w http.ResponseWriter, c *gateway.Call) {
	answer, err := actions[c.Action](s, c, c.Input.(url.Values))
	if err != nil {
		s.WriteError(w, c, err)
		return
	}
	writeXML(w, http.StatusOK, answer)
}

func (s *Service) getCallerIdentity(c *gateway.Call, _ url.Values) (any, *apierr.Error) {
	return callerIdentityResponse{
		Namespace: namespace,
		Result:    callerIdentityResult{ARN: c.Caller.ARN, UserID: c.Caller.UserID, Account: c.Caller.Account},
		Metadata:  metadata{c.RequestID},
	}, nil
}

func (s *Service) assumeRole(c *gateway.Call, form url.Values) (any, *apierr.Error) {
	result, err := s.session(form)
	if err != nil {
		return nil, err
	}
	return assumeRoleResponse{Namespace: namespace, Result: result, Metadata: metadata{c.RequestID}}, nil
}

func (s *Service) assumeRoleWithWebIdentity(c *gateway.Call, form url.Values) (any, *apierr.Error) {
	if form.Get("WebIdentityToken") == "" {
		return nil, constraint("webIdentityToken", "", "Member must not be null")
	}
	result, err := s.session(form)
	if err != nil {
		return nil, err
	}
	return webIdentityResponse{Namespace: namespace, Result: result, Metadata: metadata{c.RequestID}}, nil
}

// sessionName is the pattern of RoleSessionName.
var sessionName = regexp.MustCompile(`^[\w+=,.@-]{2,64}$`)

func (s *Service) session(form url.Values) (assumeRoleResult, *apierr.Error) {
	role, err := identity.ParseRole(form.Get("RoleArn"))
	if err != nil {
		return assumeRoleResult{}, apierr.New("ValidationError", "%v", err)
	}
	name := form.Get("RoleSessionName")
	if !sessionName.MatchString(name) {
		return assumeRoleResult{}, constraint("roleSessionName", name, `Member must satisfy regular expression pattern: [\w+=,.@-]* and have 2 to 64 characters`)
	}
	lasts, refused := duration(form.Get("DurationSeconds"))
	if refused != nil {
		return assumeRoleResult{}, refused
	}
	session := identity.Session{
		Account: role.Account,
		Role:    role.Name,
		Name:    name,
		RoleID:  role.ID(),
		Expires: time.Now().UTC().Add(lasts),
	}
	caller := session.Caller()
	return assumeRoleResult{
		User: assumedRoleUser{ID: caller.UserID, ARN: caller.ARN},
		Credentials: credentials{
			AccessKeyID:     session.AccessKey(),
			SecretAccessKey: "imitated-by-fleet-sim-nothing-is-verified",
			SessionToken:    session.Token(),
			Expiration:      session.Expires.Format("2006-01-02T15:04:05Z"),
		},
	}, nil
}
