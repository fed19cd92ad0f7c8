package ssm

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/documents"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/ssm/document"
)

type listDocumentsInput struct {
	Filters []struct {
		Key    string
		Values []string
	}
	// DocumentFilterList is the older form of Filters.
	DocumentFilterList []struct{ Key, Value string }
	MaxResults         *int
	NextToken          string
}

func (in *listDocumentsInput) check(c *checker) {
	c.between("maxResults", in.MaxResults, 1, maxPage)
	size(c, "filters", in.Filters, 0, 6)
}

type documentIdentifier struct {
	Name            string
	CreatedDate     timestamp
	DisplayName     string `json:",omitempty"`
	Owner           string
	VersionName     string `json:",omitempty"`
	PlatformTypes   []document.Platform
	DocumentVersion string
	DocumentType    string
	SchemaVersion   string
	DocumentFormat  document.Format
	TargetType      string `json:",omitempty"`
	Tags            []tag
}

type listedDocuments struct {
	DocumentIdentifiers []documentIdentifier
	NextToken           string `json:",omitempty"`
}

// listDocuments lists by name. A document is shown in its default version.
func (s *Service) listDocuments(c *gateway.Call, in *listDocumentsInput) (any, *apierr.Error) {
	const what = "documents"
	after, refused := position(what, in.NextToken)
	if refused != nil {
		return nil, refused
	}
	keep, refused := documentFilter(c.Place.Account, in)
	if refused != nil {
		return nil, refused
	}
	all := maps.Clone(s.amazon.byName)
	maps.Copy(all, s.library(c.Place).byName)
	answer := listedDocuments{DocumentIdentifiers: []documentIdentifier{}}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		d := all[name]
		if name <= after || !keep(d) {
			continue
		}
		if len(answer.DocumentIdentifiers) == valueOr(in.MaxResults, maxPage) {
			answer.NextToken = token(what, answer.DocumentIdentifiers[len(answer.DocumentIdentifiers)-1].Name)
			break
		}
		v := d.number(d.Default)
		answer.DocumentIdentifiers = append(answer.DocumentIdentifiers, documentIdentifier{
			Name: d.Name, CreatedDate: timestamp(v.Created), DisplayName: v.DisplayName, Owner: d.Owner, VersionName: v.Name,
			PlatformTypes: v.content.Platforms(), DocumentVersion: strconv.Itoa(v.Number), DocumentType: "Command",
			SchemaVersion: v.content.SchemaVersion, DocumentFormat: v.Format, TargetType: d.TargetType, Tags: tagsOf(d),
		})
	}
	return answer, nil
}

// documentFilter makes one test of all filters: each must hold, by any of its
// values.
func documentFilter(account string, in *listDocumentsInput) (func(*Document) bool, *apierr.Error) {
	filters := in.Filters
	for _, old := range in.DocumentFilterList {
		filters = append(filters, struct {
			Key    string
			Values []string
		}{old.Key, []string{old.Value}})
	}
	var tests []func(*Document) bool
	for _, f := range filters {
		one, found := documentTests[f.Key]
		tag, isTag := strings.CutPrefix(f.Key, "tag:")
		switch {
		case isTag:
			one = func(d *Document, value, _ string) bool { have, found := d.Tags.Get(tag); return found && have == value }
		case !found:
			return nil, apierr.New("InvalidFilterKey", "%q is not a filter of documents.", f.Key)
		}
		tests = append(tests, func(d *Document) bool {
			return slices.ContainsFunc(f.Values, func(value string) bool { return one(d, value, account) })
		})
	}
	return func(d *Document) bool {
		return !slices.ContainsFunc(tests, func(test func(*Document) bool) bool { return !test(d) })
	}, nil
}

// documentTests are the filters by key. A name is a prefix.
var documentTests = map[string]func(d *Document, value, account string) bool{
	"Name": func(d *Document, value, _ string) bool { return strings.HasPrefix(d.Name, value) },
	"Owner": func(d *Document, value, account string) bool {
		switch value {
		case "Self", "Private":
			return d.Owner == account
		case documents.Amazon, "Public":
			return d.Owner == documents.Amazon
		default:
			return d.Owner == value
		}
	},
	"DocumentType": func(_ *Document, value, _ string) bool { return value == "Command" },
	"PlatformTypes": func(d *Document, value, _ string) bool {
		return slices.Contains(d.number(d.Default).content.Platforms(), document.Platform(value))
	},
	"TargetType": func(d *Document, value, _ string) bool { return d.TargetType == value },
}
