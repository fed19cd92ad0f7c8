package ssm

import (
	"slices"
	"strconv"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/ssm/document"
)

type listVersionsInput struct {
	Name       string
	MaxResults *int
	NextToken  string
}

func (in *listVersionsInput) check(c *checker) {
	c.required("name", in.Name)
	c.pattern("name", in.Name, documentARN)
	c.between("maxResults", in.MaxResults, 1, maxPage)
}

type documentVersionInfo struct {
	Name             string
	DisplayName      string `json:",omitempty"`
	DocumentVersion  string
	VersionName      string `json:",omitempty"`
	CreatedDate      timestamp
	IsDefaultVersion bool
	DocumentFormat   document.Format
	Status           string
}

type listedVersions struct {
	DocumentVersions []documentVersionInfo
	NextToken        string `json:",omitempty"`
}

// listDocumentVersions lists the newest first.
func (s *Service) listDocumentVersions(c *gateway.Call, in *listVersionsInput) (any, *apierr.Error) {
	d, refused := s.find(c.Place, in.Name)
	if refused != nil {
		return nil, refused
	}
	what := "versions of " + d.Name
	at, refused := position(what, in.NextToken)
	if refused != nil {
		return nil, refused
	}
	below := d.Last + 1
	if at != "" {
		var err error
		if below, err = strconv.Atoi(at); err != nil {
			return nil, invalidToken()
		}
	}
	answer := listedVersions{DocumentVersions: []documentVersionInfo{}}
	for _, v := range slices.Backward(d.Versions) {
		if v.Number >= below {
			continue
		}
		if len(answer.DocumentVersions) == valueOr(in.MaxResults, maxPage) {
			answer.NextToken = token(what, answer.DocumentVersions[len(answer.DocumentVersions)-1].DocumentVersion)
			break
		}
		answer.DocumentVersions = append(answer.DocumentVersions, documentVersionInfo{
			Name: d.Name, DisplayName: v.DisplayName, DocumentVersion: strconv.Itoa(v.Number), VersionName: v.Name,
			CreatedDate: timestamp(v.Created), IsDefaultVersion: v.Number == d.Default, DocumentFormat: v.Format, Status: "Active",
		})
	}
	return answer, nil
}
