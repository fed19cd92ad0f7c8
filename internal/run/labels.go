package run

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

// MaxInstancesParameter bounds ParamInstances in bytes: a document with its
// run-time parameters has at most 64 KB (Systems Manager quotas), and the rest
// of that is the script's. documents/parameters.yaml has the same bound.
const MaxInstancesParameter = 30 << 10

// EncodeInstances writes the labels of a batch's instances, by instance id,
// as ParamInstances. It fails where they are too long for one command: then
// the batch must be smaller.
func EncodeInstances(labels map[string]Labels) (string, error) {
	body, err := json.Marshal(labels)
	if err != nil {
		return "", fmt.Errorf("labels of %d instances: %w", len(labels), err)
	}
	text := base64.StdEncoding.EncodeToString(body)
	if len(text) > MaxInstancesParameter {
		return "", fmt.Errorf("the labels of %d instances take %d bytes, and a command has room for %d: send fewer at once",
			len(labels), len(text), MaxInstancesParameter)
	}
	return text, nil
}

// DecodeInstances reads what EncodeInstances wrote. Its errors are those of the
// documents, which know nothing of a decoder's own words.
func DecodeInstances(text string) (map[string]Labels, error) {
	if len(text) > MaxInstancesParameter {
		return nil, fmt.Errorf("parameter %s is longer than %d bytes", ParamInstances, MaxInstancesParameter)
	}
	body, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, errors.New("parameter " + ParamInstances + " is not base64")
	}
	var labels map[string]Labels
	if err := json.Unmarshal(body, &labels); err != nil {
		return nil, errors.New("parameter " + ParamInstances + " is not JSON of labels by instance id")
	}
	if labels == nil {
		return nil, errors.New("parameter " + ParamInstances + " is JSON's null")
	}
	return labels, nil
}
