package policy

import (
	"errors"
	"maps"
	"slices"
)

// Deployed reads the templates as terraform/modules/policies puts them
// together; a test compares with Terraform's own output.
func (t Templates) Deployed(d Deployment) (Policies, error) {
	var problems []error
	read := func(account string, names ...string) Document {
		policy, err := t.Read(d.values(account), names...)
		problems = append(problems, err)
		return policy
	}
	fleet, store := []string{"fleet"}, []string{"jenkins-store"}
	instance := []string{"instance-store"}
	if d.VSS {
		fleet = append(fleet, "fleet-vss")
	}
	if len(d.VolumeKeys) > 0 {
		fleet = append(fleet, "fleet-keys")
	}
	if d.StoreKey != "" {
		store, instance = append(store, "store-key"), append(instance, "store-key")
	}
	if len(d.Targets) > 0 {
		store = append(store, "assume")
	}
	p := Policies{
		Jenkins:  read(d.Account, append(store, fleet...)...),
		Fleet:    read(d.Account, fleet...),
		Targets:  map[string]Document{},
		Instance: read(d.Account, instance...),
		Bucket:   read(d.Account, "bucket"),
		Trust:    read(d.Account, "trust"),
		home:     d.Account,
	}
	for account := range d.Targets {
		p.Targets[account] = read(account, fleet...)
	}
	if len(d.InstanceRoles) > 0 {
		p.Bucket.Statement = append(p.Bucket.Statement, read(d.Account, "instance-store").across(d.InstanceRoles)...)
	}
	return p, errors.Join(problems...)
}

// across gives an instance's statements as the bucket's policy needs them for
// roles of other accounts. The account is the principal, and the role a
// condition: so the policy stands before the role is made.
func (d Document) across(roles []string) []Statement {
	roles = slices.Sorted(slices.Values(roles))
	var accounts Texts
	for _, role := range roles {
		accounts = append(accounts, rootOf(role))
	}
	accounts = slices.Compact(accounts)
	statements := make([]Statement, len(d.Statement))
	for i, s := range d.Statement {
		s.Sid = "Other" + s.Sid
		s.Principal = Principal{"AWS": accounts}
		s.Condition = maps.Clone(s.Condition)
		if s.Condition == nil {
			s.Condition = Conditions{}
		}
		s.Condition["ArnEquals"] = map[string]Texts{"aws:PrincipalArn": roles}
		statements[i] = s
	}
	return statements
}
