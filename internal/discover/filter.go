package discover

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// selection gives the values by key, each once, in order.
func selection(tags []Tag) map[string][]string {
	values := map[string][]string{}
	for _, tag := range tags {
		values[tag.Key] = append(values[tag.Key], tag.Value)
	}
	for key := range values {
		slices.Sort(values[key])
		values[key] = slices.Compact(values[key])
	}
	return values
}

// filters select instances that have every key, with any of its values.
func filters(tags []Tag) []types.Filter {
	values := selection(tags)
	var filters []types.Filter
	for _, key := range slices.Sorted(maps.Keys(values)) {
		escaped := make([]string, len(values[key]))
		for i, value := range values[key] {
			escaped[i] = escape.Replace(value)
		}
		filters = append(filters, types.Filter{Name: aws.String("tag:" + key), Values: escaped})
	}
	return filters
}

// escape keeps a tag's value from being read as a filter's wildcards.
var escape = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`)
