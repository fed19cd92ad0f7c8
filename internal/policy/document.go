package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Document is one IAM policy.
type Document struct {
	Version   string
	Statement []Statement
}

// Statement is one of a policy. NotAction, NotResource and NotPrincipal are not
// read: a list of what is not meant says too much.
type Statement struct {
	Sid       string
	Effect    Effect
	Principal Principal `json:",omitzero"`
	Action    Texts
	Resource  Texts `json:",omitempty"` // none in a role's trust policy
	Condition Conditions
}

// Effect is Allow or Deny.
type Effect string

// The effects.
const (
	Allow Effect = "Allow"
	Deny  Effect = "Deny"
)

// version is the only one with policy variables. Source: IAM User Guide, "IAM
// JSON policy elements: Version".
const version = "2012-10-17"

// Texts is a list that may be written as one text.
type Texts []string

// UnmarshalJSON reads a text or a list of them.
func (t *Texts) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*t = Texts{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(t))
}

// Principal is whom a statement of a bucket's or trust policy is about: by
// kind, such as AWS or Service.
type Principal map[string]Texts

// UnmarshalJSON reads "*" or an object.
func (p *Principal) UnmarshalJSON(data []byte) error {
	if string(data) == `"*"` {
		*p = Principal{"AWS": {"*"}}
		return nil
	}
	return json.Unmarshal(data, (*map[string]Texts)(p))
}

// Parse reads a policy. It fails on everything that this package would decide
// wrongly, rather than leave it out.
func Parse(data []byte) (Document, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	var d Document
	if err := decoder.Decode(&d); err != nil {
		return d, fmt.Errorf("not a policy: %w", err)
	}
	var problems []error
	if d.Version != version {
		problems = append(problems, fmt.Errorf("its Version is %q and not %s", d.Version, version))
	}
	for _, s := range d.Statement {
		if err := s.check(); err != nil {
			problems = append(problems, fmt.Errorf("statement %q: %w", s.Sid, err))
		}
	}
	return d, errors.Join(problems...)
}

func (s Statement) check() error {
	switch {
	case s.Sid == "":
		return errors.New("it has no Sid")
	case s.Effect != Allow && s.Effect != Deny:
		return fmt.Errorf("its effect is %q", s.Effect)
	case len(s.Action) == 0:
		return errors.New("it has no action")
	}
	return s.Condition.check()
}
