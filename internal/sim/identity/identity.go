// Package identity tells who calls: the stand-in has no secrets, only accounts
// and roles, which it reads from the access key and the session token.
package identity

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Caller is who signed a request.
type Caller struct {
	Account string
	ARN     string // as GetCallerIdentity gives it
	UserID  string
}

// ErrExpired is a session token whose time is over.
var ErrExpired = errors.New("the session token has expired")

// ErrToken is a session token that AssumeRole here did not give.
var ErrToken = errors.New("the session token is not one of this stand-in's: unset AWS_SESSION_TOKEN, or call AssumeRole here")

// Session is what a session token says.
type Session struct {
	Account string
	Role    string // name, without path
	Name    string // RoleSessionName
	RoleID  string // AROA…
	Expires time.Time
}

const tokenMark = "fleetsim."

var accountPattern = regexp.MustCompile(`^[0-9]{12}$`)

// ValidAccount tells whether a text is an account id: 12 digits.
func ValidAccount(text string) bool { return accountPattern.MatchString(text) }

// Of tells who the caller is. An access key of 12 digits is that account;
// any other key is fallback, unless a session token says more.
func Of(accessKey, token, fallback string, now time.Time) (Caller, error) {
	if token != "" {
		session, err := parseToken(token)
		if err != nil {
			return Caller{}, err
		}
		if !now.Before(session.Expires) {
			return Caller{}, ErrExpired
		}
		return session.Caller(), nil
	}
	account := fallback
	if ValidAccount(accessKey) {
		account = accessKey
	}
	return Caller{
		Account: account,
		ARN:     fmt.Sprintf("arn:aws:iam::%s:user/fleet-sim", account),
		UserID:  "AIDA" + digest(account)[:17],
	}, nil
}

// Caller is the assumed role as STS names it.
func (s Session) Caller() Caller {
	return Caller{
		Account: s.Account,
		ARN:     fmt.Sprintf("arn:aws:sts::%s:assumed-role/%s/%s", s.Account, s.Role, s.Name),
		UserID:  s.RoleID + ":" + s.Name,
	}
}

// Token writes a session as a token. It needs no memory, so it is good after a
// restart of the stand-in; real tokens are encrypted, this one is readable.
func (s Session) Token() string {
	body, err := json.Marshal(s)
	if err != nil {
		panic(err) // strings and a time in AD years: can't fail
	}
	return tokenMark + base64.RawURLEncoding.EncodeToString(body)
}

func parseToken(token string) (Session, error) {
	var s Session
	text, found := strings.CutPrefix(token, tokenMark)
	if !found {
		return s, ErrToken
	}
	body, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(body, &s) != nil || !ValidAccount(s.Account) {
		return s, ErrToken
	}
	return s, nil
}
