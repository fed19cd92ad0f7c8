package guard

import (
	"fmt"
	"maps"
	"slices"

	"patchline/internal/policy"
)

// arn of something of EC2's. Snapshots belong to no account in theirs. Source:
// Service Authorization Reference, "Resource types defined by Amazon EC2".
func (c call) ec2ARN(kind, id string) string {
	account := c.place.Account
	if kind == "snapshot" {
		account = ""
	}
	return fmt.Sprintf("arn:%s:ec2:%s:%s:%s/%s", policy.Partition, c.place.Region, account, kind, id)
}

// onInstance asks about one instance, which IAM knows by its tags.
func (c call) onInstance(f Fleet, action, id, tagKey string) policy.Request {
	context := policy.Context{}
	for key, value := range f.Tags(c.place, id) {
		context[tagKey+"/"+key] = []string{value}
	}
	return policy.Request{Action: action, Resource: c.ec2ARN("instance", id), Context: context}
}

// resourceTag is the condition key of EC2's actions.
const resourceTag = "aws:ResourceTag"

// eachInstance is for the actions of power: each instance is asked about, also
// with DryRun.
func eachInstance(c call, f Fleet, _ policy.Keys) ([]policy.Request, error) {
	ids := c.indexed("InstanceId")
	all := make([]policy.Request, len(ids))
	for i, id := range ids {
		all[i] = c.onInstance(f, c.operation(), id, resourceTag)
	}
	return all, nil
}

// startInstances also lets EC2 use the keys of encrypted volumes, by a grant
// that is made in the caller's name. Source: AWS re:Post, "How do I troubleshoot
// an EC2 instance that stops at its start because of KMS"; EBS User Guide,
// "Requirements for Amazon EBS encryption".
func startInstances(c call, f Fleet, k policy.Keys) ([]policy.Request, error) {
	all, err := eachInstance(c, f, k)
	if k.Volumes != "" {
		all = append(all, policy.Request{Action: "kms:CreateGrant", Resource: k.Volumes, Context: policy.Context{
			"kms:GrantIsForAWSResource": {"true"},
			"kms:ViaService":            {"ec2." + c.place.Region + ".amazonaws.com"},
		}})
	}
	return all, err
}

// createSnapshots asks about the instance, each of its volumes and the new
// snapshots, and about their tags where it gives any. Source: Service
// Authorization Reference, "CreateSnapshots"; EC2 User Guide, "Grant permission
// to tag Amazon EC2 resources during creation".
func createSnapshots(c call, f Fleet, _ policy.Keys) ([]policy.Request, error) {
	id := c.form.Get("InstanceSpecification.InstanceId")
	all := []policy.Request{c.onInstance(f, c.operation(), id, resourceTag)}
	for _, volume := range f.Volumes(c.place, id) {
		all = append(all, policy.Request{Action: c.operation(), Resource: c.ec2ARN("volume", volume)})
	}
	tags := c.requestTags()
	snapshot := c.ec2ARN("snapshot", "*")
	all = append(all, policy.Request{Action: c.operation(), Resource: snapshot, Context: tags})
	if len(tags) > 0 {
		context := maps.Clone(tags)
		context["ec2:CreateAction"] = []string{c.action}
		all = append(all, policy.Request{Action: "ec2:CreateTags", Resource: snapshot, Context: context})
	}
	return all, nil
}

// requestTags are those that a call gives what it creates.
func (c call) requestTags() policy.Context {
	context := policy.Context{}
	for n := 1; ; n++ {
		tag := fmt.Sprintf("TagSpecification.1.Tag.%d.", n)
		key := c.form.Get(tag + "Key")
		if key == "" {
			break
		}
		context["aws:RequestTag/"+key] = []string{c.form.Get(tag + "Value")}
		context["aws:TagKeys"] = append(context["aws:TagKeys"], key)
	}
	slices.Sort(context["aws:TagKeys"])
	return context
}
