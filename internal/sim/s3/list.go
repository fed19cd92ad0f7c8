package s3

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxPage is how many entries a page has at most: ListObjectsV2's API reference.
const maxPage = 1000

// listing is a request for a page, in either version of the API.
type listing struct {
	selection
	version2  bool
	query     url.Values
	encodeURL bool
	withOwner bool
}

// list answers ListObjects and ListObjectsV2.
func (s *Store) list(to *answer, r *http.Request) error {
	name, _ := address(r)
	wanted, err := readListing(r.URL.Query())
	if err != nil {
		return err
	}
	s.mu.RLock()
	b := s.buckets[name]
	if b == nil {
		s.mu.RUnlock()
		return ErrNoSuchBucket
	}
	entries, more := b.page(wanted.selection)
	s.mu.RUnlock()
	body, err := xml.Marshal(wanted.result(name, entries, more))
	if err != nil {
		return err
	}
	to.header.Set("Content-Type", "application/xml")
	_, _ = to.Write(append([]byte(xml.Header), body...)) // the client may be gone
	return nil
}

func readListing(query url.Values) (listing, error) {
	l := listing{
		selection: selection{prefix: query.Get("prefix"), delimiter: query.Get("delimiter"), limit: maxPage},
		version2:  query.Get("list-type") == "2",
		query:     query,
	}
	switch encoding := query.Get("encoding-type"); encoding {
	case "":
	case "url":
		l.encodeURL = true
	default:
		return l, refusef("InvalidArgument", "Invalid Encoding Method specified in Request")
	}
	if text := query.Get("max-keys"); text != "" {
		limit, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return l, refusef("InvalidArgument", "Provided max-keys not an integer or within integer range")
		}
		if limit < 0 {
			return l, refusef("InvalidArgument", "Argument maxKeys must be an integer between 0 and 2147483647")
		}
		l.limit = min(int(limit), maxPage)
	}
	var err error
	switch {
	case !l.version2:
		l.after, l.withOwner = query.Get("marker"), true
	case query.Has("continuation-token"):
		l.after, err = readToken(query.Get("continuation-token"))
	default:
		l.after = query.Get("start-after")
	}
	if l.version2 {
		l.withOwner = query.Get("fetch-owner") == "true"
	}
	return l, err
}

// text gives a key or the like the form that the client asked for: with
// encoding-type=url every byte survives that XML can't hold. Slashes stay.
func (l listing) text(s string) string {
	if !l.encodeURL {
		return s
	}
	return strings.ReplaceAll(url.QueryEscape(s), "%2F", "/")
}
