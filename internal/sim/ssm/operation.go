package ssm

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
)

// operation is one action of the API.
type operation struct {
	decode func(*gateway.Call) *apierr.Error
	// serve runs in the world's Do; its answer shares nothing that changes.
	serve func(*Service, *gateway.Call) (any, *apierr.Error)
}

// input is what an action takes, before and after its fields were looked at.
type input interface {
	// check notes what a field's own limits forbid.
	check(*checker)
}

// namesInstances is an input that names instances.
type namesInstances interface{ instances() []string }

var operations = map[string]operation{
	"CreateDocument":               of((*Service).createDocument),
	"UpdateDocument":               of((*Service).updateDocument),
	"UpdateDocumentDefaultVersion": of((*Service).updateDocumentDefaultVersion),
	"DescribeDocument":             of((*Service).describeDocument),
	"GetDocument":                  of((*Service).getDocument),
	"ListDocuments":                of((*Service).listDocuments),
	"ListDocumentVersions":         of((*Service).listDocumentVersions),
	"DeleteDocument":               of((*Service).deleteDocument),
	"AddTagsToResource":            of((*Service).addTagsToResource),
	"RemoveTagsFromResource":       of((*Service).removeTagsFromResource),
	"ListTagsForResource":          of((*Service).listTagsForResource),
	"SendCommand":                  of((*Service).sendCommand),
	"CancelCommand":                of((*Service).cancelCommand),
	"ListCommands":                 of((*Service).listCommands),
	"ListCommandInvocations":       of((*Service).listCommandInvocations),
	"GetCommandInvocation":         of((*Service).getCommandInvocation),
	"DescribeInstanceInformation":  of((*Service).describeInstanceInformation),
}

// of makes an operation of a method that takes the input In.
func of[In any, P interface {
	*In
	input
}](do func(*Service, *gateway.Call, P) (any, *apierr.Error)) operation {
	return operation{
		decode: func(c *gateway.Call) *apierr.Error {
			in := P(new(In))
			if refused := unmarshal(c.Body, in); refused != nil {
				return refused
			}
			var checks checker
			in.check(&checks)
			if refused := checks.result(); refused != nil {
				return refused
			}
			if named, found := any(in).(namesInstances); found {
				c.Instances = named.instances()
			}
			c.Input = in
			return nil
		},
		serve: func(s *Service, c *gateway.Call) (any, *apierr.Error) {
			in, found := c.Input.(P)
			if !found {
				return nil, apierr.New("SerializationException", "the call was not decoded")
			}
			return do(s, c, in)
		},
	}
}

// unmarshal reads a body. Unknown fields are passed over, as AWS does; null is
// an absent field.
func unmarshal(body []byte, in any) *apierr.Error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	err := json.Unmarshal(body, in)
	wrongType := (*json.UnmarshalTypeError)(nil)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wrongType):
		return apierr.New("SerializationException", "%s: a JSON %s is not what belongs there.", cmp.Or(wrongType.Field, "The body"), wrongType.Value)
	default:
		return apierr.New("SerializationException", "The body is not well-formed JSON: %v", err)
	}
}
