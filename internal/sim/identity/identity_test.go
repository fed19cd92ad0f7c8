package identity_test

import (
	"errors"
	"testing"
	"time"

	"patchline/internal/sim/identity"
)

var now = time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC)

func TestTheAccountComesFromTheAccessKey(t *testing.T) {
	for name, test := range map[string]struct{ key, want string }{
		"a key of 12 digits is that account":  {"999988887777", "999988887777"},
		"any other key is the fleet's own":    {"AKIAIOSFODNN7EXAMPLE", "111122223333"},
		"13 digits are no account":            {"1234567890123", "111122223333"},
		"an empty key is the fleet's own too": {"", "111122223333"},
	} {
		t.Run(name, func(t *testing.T) {
			caller, err := identity.Of(test.key, "", "111122223333", now)
			if err != nil || caller.Account != test.want {
				t.Errorf("got %+v, %v; want account %s", caller, err, test.want)
			}
		})
	}
}

func TestASessionTokenCarriesTheRoleUntilItExpires(t *testing.T) {
	role, err := identity.ParseRole("arn:aws:iam::444455556666:role/team/Patchline")
	if err != nil {
		t.Fatal(err)
	}
	session := identity.Session{Account: role.Account, Role: role.Name, Name: "night", RoleID: role.ID(), Expires: now.Add(time.Hour)}

	caller, err := identity.Of(session.AccessKey(), session.Token(), "111122223333", now.Add(59*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if caller.Account != "444455556666" || caller.ARN != "arn:aws:sts::444455556666:assumed-role/Patchline/night" || caller.UserID != role.ID()+":night" {
		t.Errorf("the caller is %+v", caller)
	}
	if _, err := identity.Of(session.AccessKey(), session.Token(), "111122223333", now.Add(time.Hour)); !errors.Is(err, identity.ErrExpired) {
		t.Errorf("an expired session gave %v", err)
	}
}

func TestAForeignTokenIsRefused(t *testing.T) {
	for name, token := range map[string]string{
		"a token of AWS":            "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJ",
		"not base64":                "fleetsim.***",
		"not JSON":                  "fleetsim.bm90IGpzb24",
		"JSON without an account":   "fleetsim.e30",
		"JSON with a wrong account": "fleetsim.eyJBY2NvdW50IjoiMTIifQ",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := identity.Of("ASIAX", token, "111122223333", now); !errors.Is(err, identity.ErrToken) {
				t.Errorf("got %v, want ErrToken", err)
			}
		})
	}
}

func TestRoleARNs(t *testing.T) {
	for arn, good := range map[string]bool{
		"arn:aws:iam::444455556666:role/Patchline":        true,
		"arn:aws-cn:iam::444455556666:role/Patchline":     true,
		"arn:aws-us-gov:iam::444455556666:role/a/b/Patch": true,
		"arn:aws:iam::444455556666:user/Patchline":        false,
		"arn:aws:iam::44445555666:role/Patchline":         false,
		"arn:aws:iam::444455556666:role/":                 false,
		"arn:aws:iam::444455556666:role/with space":       false,
		"": false,
	} {
		if _, err := identity.ParseRole(arn); (err == nil) != good {
			t.Errorf("%q: got %v, want good=%v", arn, err, good)
		}
	}
	a, b := identity.Role{Account: "444455556666", Name: "A"}, identity.Role{Account: "444455556666", Name: "B"}
	if a.ID() == b.ID() || len(a.ID()) != 21 || a.ID()[:4] != "AROA" {
		t.Errorf("role ids %s and %s", a.ID(), b.ID())
	}
}

func FuzzOf(f *testing.F) {
	f.Add("ASIAX", "fleetsim.e30")
	f.Add("123456789012", "")
	f.Fuzz(func(t *testing.T, key, token string) {
		caller, err := identity.Of(key, token, "111122223333", now)
		if err == nil && !identity.ValidAccount(caller.Account) {
			t.Errorf("key %q, token %q gave the account %q", key, token, caller.Account)
		}
	})
}
