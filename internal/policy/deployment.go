package policy

import (
	"maps"
	"slices"
	"strings"
)

// Deployment is what Terraform is told, so far as the policies go by it.
type Deployment struct {
	Partition string // aws
	Account   string // of the store and of Jenkins
	Bucket    string
	Prefix    string // of the store; may be empty
	StoreKey  string // KMS key's ARN; empty: S3's own key
	// Documents are the names of the project's documents.
	Documents []string
	// Tag marks the instances that may be patched, with any of the values.
	Tag    string
	Values []string
	// Jenkins is the ARN of its role; Targets are those of the roles that it
	// assumes in other accounts, by account.
	Jenkins string
	Targets map[string]string
	// InstanceRoles are the ARNs of the roles of instances of other accounts.
	InstanceRoles []string
	// VSS, and the keys of encrypted volumes, are given rights for if asked.
	VSS        bool
	VolumeKeys []string
}

// Policies are what a Deployment comes to.
type Policies struct {
	Jenkins  Document            // of its role
	Fleet    Document            // the part of it that is about its own account's fleet
	Targets  map[string]Document // of the roles that it assumes, by account
	Instance Document            // of an instance's role, besides Systems Manager's own
	Bucket   Document            // of the store's bucket
	Trust    Document            // of the roles that Jenkins assumes: who may

	home string // the account of the bucket
}

// Ask decides with the policy of whatever the request is about. All but the
// bucket and the roles is the caller's own account's. The policy of a KMS key,
// which Terraform does not make, is taken to leave everything to IAM.
func (p Policies) Ask(caller Caller, r Request) Decision {
	service, _, _ := strings.Cut(r.Action, ":")
	switch service {
	case "s3":
		return Decide(caller, p.Bucket, p.home, r)
	case "sts":
		return Decide(caller, p.Trust, accountOf(r.Resource), r)
	default:
		return Decide(caller, Document{}, caller.Account, r)
	}
}

// accountOf is the account in an ARN.
func accountOf(arn string) string {
	const account = 4 // arn:partition:service:region:account:resource
	parts := strings.Split(arn, ":")
	if len(parts) <= account {
		return ""
	}
	return parts[account]
}

// arn of a bucket has neither Region nor account.
func (d Deployment) bucket() string { return "arn:" + d.Partition + ":s3:::" + d.Bucket }

// values of the fleet of an account.
func (d Deployment) values(account string) Values {
	root := d.Prefix
	if root != "" {
		root += "/"
	}
	documents := slices.Sorted(slices.Values(d.Documents))
	for i, name := range documents {
		documents[i] = "arn:" + d.Partition + ":ssm:*:" + account + ":document/" + name
	}
	roles := slices.Sorted(maps.Values(d.Targets))
	return Values{
		"partition": d.Partition, "account": account, "bucket_arn": d.bucket(), "root": root, "store_key": d.StoreKey,
		"documents": list(documents...), "tag_key": d.Tag, "tag_values": list(d.Values...),
		"target_roles": list(roles...), "volume_keys": list(d.VolumeKeys...), "run_writers": list(d.Jenkins),
		"principals": `{"AWS":` + list(d.Jenkins) + `}`,
	}
}
