package guard

import (
	"encoding/json"
	"fmt"
	"strings"

	"patchline/internal/policy"
)

// document is the ARN of a document by its name: AWS' own belong to no account.
func (c call) document(name string) string {
	account := c.place.Account
	if strings.HasPrefix(name, "AWS") { // which nobody else may call theirs
		account = ""
	}
	return fmt.Sprintf("arn:%s:ssm:%s:%s:document/%s", policy.Partition, c.place.Region, account, name)
}

func describeDocument(c call, _ Fleet, _ policy.Keys) ([]policy.Request, error) {
	var in struct{ Name string }
	err := json.Unmarshal(c.body, &in)
	return []policy.Request{{Action: c.operation(), Resource: c.document(in.Name)}}, err
}

// sendCommand asks about the document and about each instance, which Systems
// Manager knows by a condition key of its own. Source: Systems Manager User
// Guide, "Restricting Run Command access based on tags".
func sendCommand(c call, f Fleet, _ policy.Keys) ([]policy.Request, error) {
	var in struct {
		DocumentName string
		InstanceIDs  []string `json:"InstanceIds"`
	}
	err := json.Unmarshal(c.body, &in)
	all := []policy.Request{{Action: c.operation(), Resource: c.document(in.DocumentName)}}
	for _, id := range in.InstanceIDs {
		all = append(all, c.onInstance(f, c.operation(), id, "ssm:resourceTag"))
	}
	return all, err
}
