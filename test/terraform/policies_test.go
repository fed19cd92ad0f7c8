package terraform

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"patchline/internal/policy"
)

// module has no provider, so that there is nothing to load and nothing to make.
const module = folder + "/modules/policies"

// deployments are each put into the policies by Terraform itself, and by
// package policy, whose word the other tests take for it.
func deployments() map[string]policy.Deployment {
	least := policy.Deployment{
		Partition: "aws", Account: "111122223333", Bucket: "acme-patchline",
		Documents: []string{"Patchline-A", "Patchline-B"}, Tag: "PatchGroup", Values: []string{"*"},
		Jenkins: "arn:aws:iam::111122223333:role/patchline-jenkins",
	}
	most := least
	most.Prefix = "prod/eu"
	most.StoreKey = "arn:aws:kms:eu-central-1:111122223333:key/store"
	most.VSS = true
	most.Values = []string{"prod-*", "test"}
	most.VolumeKeys = []string{"arn:aws:kms:eu-central-1:111122223333:key/a", "arn:aws:kms:eu-central-1:111122223333:key/b"}
	most.Targets = map[string]string{
		"444455556666": "arn:aws:iam::444455556666:role/patchline-target",
		"777788889999": "arn:aws:iam::777788889999:role/patchline-target",
	}
	most.InstanceRoles = []string{
		"arn:aws:iam::444455556666:role/database", "arn:aws:iam::444455556666:role/patchline-instance", "arn:aws:iam::777788889999:role/patchline-instance",
	}
	china := least
	china.Partition, china.Jenkins = "aws-cn", "arn:aws-cn:iam::111122223333:role/patchline-jenkins"
	return map[string]policy.Deployment{"with the least": least, "with everything": most, "in another partition": china}
}

func TestTerraformPutsThePoliciesTogetherAsTheTestsReadThem(t *testing.T) {
	for name, d := range deployments() {
		t.Run(name, func(t *testing.T) {
			want, err := policy.Templates(filepath.Join(module, "templates")).Deployed(d)
			if err != nil {
				t.Fatal(err)
			}
			got := applied(t, d)
			for output, wanted := range map[string]policy.Document{
				"jenkins": want.Jenkins, "fleet": want.Fleet, "instance": want.Instance, "bucket": want.Bucket,
			} {
				if !reflect.DeepEqual(got[output], wanted) {
					t.Errorf("%s: Terraform has\n%+v\nand the tests go by\n%+v", output, got[output], wanted)
				}
			}
		})
	}
}

// applied has Terraform put the policies together.
func applied(t *testing.T, d policy.Deployment) map[string]policy.Document {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(module)); err != nil {
		t.Fatal(err)
	}
	targets := []string{}
	for _, role := range d.Targets {
		targets = append(targets, role)
	}
	variables := map[string]any{
		"partition": d.Partition, "account": d.Account, "bucket": d.Bucket, "prefix": d.Prefix, "documents": d.Documents,
		"fleet_tag": map[string]any{"key": d.Tag, "values": d.Values}, "jenkins_role_arn": d.Jenkins, "vss": d.VSS,
		"target_role_arns": targets, "instance_role_arns": list(d.InstanceRoles), "volume_key_arns": list(d.VolumeKeys),
	}
	if d.StoreKey != "" {
		variables["store_key_arn"] = d.StoreKey
	}
	body, err := json.Marshal(variables)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "terraform.tfvars.json"), body, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	terraform(t, dir, "init", "-input=false")
	terraform(t, dir, "apply", "-auto-approve", "-input=false")
	var outputs map[string]struct{ Value string }
	if err := json.Unmarshal(terraform(t, dir, "output", "-json"), &outputs); err != nil {
		t.Fatal(err)
	}
	policies := map[string]policy.Document{}
	for name, output := range outputs {
		if policies[name], err = policy.Parse([]byte(output.Value)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	return policies
}

// list is an empty list rather than JSON's null.
func list(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}
