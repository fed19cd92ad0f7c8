package policy

import (
	"maps"
	"slices"
	"strings"
)

// Request is one question to IAM: may the caller do this to that?
type Request struct {
	Action   string // as in a policy: s3:GetObject
	Resource string // an ARN, or "*" where the action knows none
	Context  Context
}

// String names it for an error.
func (r Request) String() string { return r.Action + " on " + r.Resource }

// Caller is who asks.
type Caller struct {
	Account string
	ARN     string // of the role, and not of its session
	UserID  string // as aws:userid has it
	// Policies are those of the role.
	Policies []Document
}

// Grant is what lets a request pass: one action and one resource of a
// statement.
type Grant struct{ Sid, Action, Resource string }

// Decision is IAM's answer.
type Decision struct {
	Allowed bool
	// Grants are those that allow it.
	Grants []Grant
	// Denied is the Sid of the statement that denies it; empty where none does.
	Denied string
}

// Decide answers for a caller and the policy of the resource, which belongs to
// an account: an explicit deny wins; within an account either policy may allow;
// across accounts both must. Source: IAM User Guide, "Policy evaluation logic".
func Decide(caller Caller, resource Document, account string, r Request) Decision {
	context := Context{"aws:userid": {caller.UserID}, "aws:PrincipalArn": {caller.ARN}, "aws:PrincipalAccount": {caller.Account}}
	maps.Copy(context, r.Context)
	r.Context = context
	var d Decision
	own := false
	for _, policy := range caller.Policies {
		own = d.add(policy, r, func(Statement) bool { return true }) || own
	}
	theirs := d.add(resource, r, func(s Statement) bool { return s.Principal.is(caller) })
	d.Allowed = d.Denied == "" && (own && theirs || caller.Account == account && (own || theirs))
	return d
}

// add takes a policy into account, and tells whether it allows.
func (d *Decision) add(policy Document, r Request, about func(Statement) bool) bool {
	allowed := false
	for _, s := range policy.Statement {
		grants := s.grants(r)
		switch {
		case len(grants) == 0 || !about(s):
		case s.Effect == Deny:
			d.Denied = s.Sid
		default:
			d.Grants = append(d.Grants, grants...)
			allowed = true
		}
	}
	return allowed
}

// grants gives every action and resource of a statement that the request fits.
func (s Statement) grants(r Request) []Grant {
	if !s.Condition.hold(r.Context) {
		return nil
	}
	resources := s.Resource
	if len(resources) == 0 { // in a role's trust policy: the role
		resources = Texts{"*"}
	}
	var grants []Grant
	for _, action := range s.Action {
		for _, resource := range resources {
			if matchAction(action, r.Action) && match(resource, r.Resource, r.Context) {
				grants = append(grants, Grant{s.Sid, action, resource})
			}
		}
	}
	return grants
}

// is tells whether a caller is meant: by its role, its account, or as anyone.
func (p Principal) is(c Caller) bool {
	return slices.ContainsFunc(p["AWS"], func(name string) bool {
		return name == "*" || name == c.ARN || name == rootOf(c.ARN)
	})
}

// rootOf is the principal that stands for the whole account of a role.
func rootOf(role string) string {
	return role[:strings.LastIndexByte(role, ':')+1] + "root"
}

// AllGrants lists everything that a policy allows.
func (d Document) AllGrants() []Grant {
	var all []Grant
	for _, s := range d.Statement {
		if s.Effect != Allow {
			continue
		}
		for _, action := range s.Action {
			for _, resource := range s.Resource {
				all = append(all, Grant{s.Sid, action, resource})
			}
		}
	}
	return all
}
