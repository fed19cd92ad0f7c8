package ec2

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"patchline/internal/sim/apierr"
)

// maxDepth is how many parts a parameter's name may have: EC2's own have at
// most 5, as in TagSpecification.1.Tag.1.Key.
const maxDepth = 6

// node is one part of a form's names, with the value that it has itself and
// the parts that follow it.
type node struct {
	set   bool
	value string
	below map[string]*node
}

// common are the parameters that every action has, and those that sign a
// request in its query.
var common = map[string]bool{
	"Action": true, "Version": true,
	"AWSAccessKeyId": true, "SecurityToken": true, "Signature": true, "SignatureMethod": true,
	"SignatureVersion": true, "Timestamp": true, "Expires": true,
	"X-Amz-Algorithm": true, "X-Amz-Credential": true, "X-Amz-Date": true, "X-Amz-Expires": true,
	"X-Amz-Security-Token": true, "X-Amz-Signature": true, "X-Amz-SignedHeaders": true,
}

// parseForm takes the names of a form apart, such as Filter.1.Value.2.
func parseForm(form url.Values) (*node, *apierr.Error) {
	root := &node{}
	// Sorted, so that of several faults the same is reported each time.
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if common[name] {
			continue
		}
		values := form[name]
		if len(values) > 1 {
			return nil, invalidValue("The parameter %s is there %d times.", clip(name), len(values))
		}
		parts := strings.SplitN(name, ".", maxDepth+1)
		if len(parts) > maxDepth || slices.Contains(parts, "") {
			return nil, unknownParameter(name)
		}
		at := root
		for _, part := range parts {
			at = at.child(part)
		}
		at.set, at.value = true, values[0]
	}
	return root, nil
}

func (n *node) child(part string) *node {
	if n.below == nil {
		n.below = map[string]*node{}
	}
	next, found := n.below[part]
	if !found {
		next = &node{}
		n.below[part] = next
	}
	return next
}

// clip shortens what a client sent for a message.
func clip(text string) string {
	const most = 200
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// under is the name of a part below another.
func under(path, part string) string {
	if path == "" {
		return part
	}
	return path + "." + part
}
