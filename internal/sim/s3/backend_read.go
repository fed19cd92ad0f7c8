package s3

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"github.com/johannesboyne/gofakes3"
)

// GetObject reads an object, or a range of it, if the request's conditions
// hold.
func (b *backend) GetObject(bucket, key string, wanted *gofakes3.ObjectRangeRequest) (*gofakes3.Object, error) {
	found, err := b.readable(bucket, key)
	if err != nil {
		return nil, err
	}
	size := int64(len(found.body))
	if wanted != nil && wanted.FromEnd && wanted.End > size && size > 0 {
		// The last n bytes of fewer are all of them (RFC 9110 section 14.1.2);
		// the library would refuse.
		wanted = &gofakes3.ObjectRangeRequest{Start: 0, End: gofakes3.RangeNoEnd}
	}
	part, err := wanted.Range(size)
	if err != nil {
		return nil, err
	}
	body := found.body
	if part != nil {
		body = body[part.Start : part.Start+part.Length]
	}
	b.describe(found, part == nil)
	return b.libraryObject(key, found, body, part), nil
}

// HeadObject looks an object up. The library asks for the source of a copy
// as well, whose conditions CopyObject weighs.
func (b *backend) HeadObject(bucket, key string) (*gofakes3.Object, error) {
	if b.action != "HeadObject" {
		found, err := b.store.get(bucket, key)
		if err != nil {
			return nil, forLibrary(err)
		}
		return b.libraryObject(key, found, nil, nil), nil
	}
	found, err := b.readable(bucket, key)
	if err != nil {
		return nil, err
	}
	b.describe(found, b.request.Header.Get("Range") == "")
	return b.libraryObject(key, found, nil, nil), nil
}

// readable finds an object and weighs the reader's conditions.
func (b *backend) readable(bucket, key string) (*object, error) {
	found, err := b.store.get(bucket, key)
	if err != nil {
		return nil, forLibrary(err)
	}
	switch readVerdict(b.request.Header, "", found) {
	case failed:
		return nil, forLibrary(refuse("PreconditionFailed"))
	case unchanged:
		b.describe(found, false)
		return nil, gofakes3.ErrNotModified
	default:
		return found, nil
	}
}

// describe puts an object's headers into the answer. The checksum is given
// to those who ask, and is of the whole object.
func (b *backend) describe(o *object, whole bool) {
	b.answer.set.Set("ETag", o.quotedETag())
	b.answer.set.Set("Last-Modified", o.modified.UTC().Format(http.TimeFormat))
	if whole && strings.EqualFold(b.request.Header.Get("X-Amz-Checksum-Mode"), "ENABLED") {
		b.giveChecksum(o.sum)
	}
}

func (b *backend) giveChecksum(sum checksum) {
	b.answer.set.Set(sum.header(), sum.value)
	b.answer.set.Set("X-Amz-Checksum-Type", "FULL_OBJECT")
}

func (b *backend) libraryObject(key string, o *object, body []byte, part *gofakes3.ObjectRange) *gofakes3.Object {
	return &gofakes3.Object{
		Name:     key,
		Metadata: o.headers,
		Size:     int64(len(o.body)),
		Contents: io.NopCloser(bytes.NewReader(body)),
		Range:    part,
	}
}
