package s3

import "encoding/xml"

// xmlTime is how S3 writes moments in XML.
const xmlTime = "2006-01-02T15:04:05.000Z"

// owner is who owns every object here. The id is made up.
var owner = listOwner{ID: "6f0e3c1a2b4d5e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7"}

type listResult struct {
	XMLName               xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListBucketResult"`
	Name                  string
	Prefix                string
	Marker                *string `xml:",omitempty"`
	StartAfter            string  `xml:",omitempty"`
	ContinuationToken     string  `xml:",omitempty"`
	NextMarker            string  `xml:",omitempty"`
	NextContinuationToken string  `xml:",omitempty"`
	KeyCount              *int    `xml:",omitempty"`
	MaxKeys               int
	Delimiter             string `xml:",omitempty"`
	EncodingType          string `xml:",omitempty"`
	IsTruncated           bool
	Contents              []listObject
	CommonPrefixes        []listPrefix
}

type listObject struct {
	Key          string
	LastModified string
	ETag         string
	Size         int
	Owner        *listOwner `xml:",omitempty"`
	StorageClass string
}

type listPrefix struct{ Prefix string }

type listOwner struct{ ID string }

// result puts a page into the form of the version that was asked for.
func (l listing) result(bucket string, entries []entry, more bool) listResult {
	result := listResult{
		Name: bucket, Prefix: l.text(l.prefix), Delimiter: l.text(l.delimiter),
		MaxKeys: l.limit, IsTruncated: more,
	}
	if l.encodeURL {
		result.EncodingType = "url"
	}
	for _, e := range entries {
		if e.object == nil {
			result.CommonPrefixes = append(result.CommonPrefixes, listPrefix{Prefix: l.text(e.name)})
			continue
		}
		result.Contents = append(result.Contents, l.content(e))
	}
	last := ""
	if more {
		last = entries[len(entries)-1].name
	}
	l.addPosition(&result, last, len(entries))
	return result
}

func (l listing) content(e entry) listObject {
	content := listObject{
		Key: l.text(e.name), LastModified: e.object.modified.UTC().Format(xmlTime),
		ETag: e.object.quotedETag(), Size: len(e.object.body), StorageClass: string(storageClass),
	}
	if l.withOwner {
		content.Owner = &owner
	}
	return content
}

// addPosition says where the page is and where the next one begins. last is
// "" on the last page.
func (l listing) addPosition(result *listResult, last string, count int) {
	if !l.version2 {
		marker := l.text(l.query.Get("marker"))
		result.Marker = &marker
		if l.delimiter != "" {
			result.NextMarker = l.text(last) // without one, the last key says it
		}
		return
	}
	result.KeyCount = &count
	result.StartAfter = l.text(l.query.Get("start-after"))
	result.ContinuationToken = l.query.Get("continuation-token")
	if last != "" {
		result.NextContinuationToken = makeToken(last)
	}
}
