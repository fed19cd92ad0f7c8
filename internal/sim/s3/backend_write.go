package s3

import (
	"encoding/xml"
	"io"
	"strings"

	"github.com/johannesboyne/gofakes3"
)

// maxDeletes is how many keys one DeleteObjects takes: its API reference.
const maxDeletes = 1000

// PutObject writes the request's body if its conditions hold. The arguments
// that the library read from the same request are not needed.
func (b *backend) PutObject(bucket, key string, _ map[string]string, input io.Reader, _ int64, _ *gofakes3.PutConditions) (gofakes3.PutObjectResult, error) {
	if _, err := io.Copy(io.Discard, input); err != nil { // the library digests what is read
		return gofakes3.PutObjectResult{}, err
	}
	condition, err := writePrecondition(b.request.Header)
	if err != nil {
		return gofakes3.PutObjectResult{}, forLibrary(err)
	}
	headers, err := objectHeaders(b.request.Header)
	if err != nil {
		return gofakes3.PutObjectResult{}, forLibrary(err)
	}
	made := newObject(b.content.body, headers, b.content.sum)
	if err := b.store.put(bucket, key, made, condition); err != nil {
		return gofakes3.PutObjectResult{}, forLibrary(err)
	}
	b.giveChecksum(made.sum)
	return gofakes3.PutObjectResult{}, nil
}

// CopyObject copies an object within the store, if the conditions of source
// and destination hold. Metadata comes with the object, or from the request
// where its directive is REPLACE.
func (b *backend) CopyObject(fromBucket, fromKey, bucket, key string, _ map[string]string) (gofakes3.CopyObjectResult, error) {
	made, err := b.copy(fromBucket, fromKey, bucket, key)
	if err != nil {
		return gofakes3.CopyObjectResult{}, forLibrary(err)
	}
	return gofakes3.CopyObjectResult{ETag: made.quotedETag(), LastModified: gofakes3.NewContentTime(made.modified)}, nil
}

func (b *backend) copy(fromBucket, fromKey, bucket, key string) (*object, error) {
	condition, err := writePrecondition(b.request.Header)
	if err != nil {
		return nil, err
	}
	source, err := b.store.get(fromBucket, fromKey)
	if err != nil {
		return nil, err
	}
	if readVerdict(b.request.Header, "X-Amz-Copy-Source-", source) != proceed {
		return nil, refuse("PreconditionFailed")
	}
	headers := source.headers
	if strings.EqualFold(b.request.Header.Get("X-Amz-Metadata-Directive"), "REPLACE") {
		if headers, err = objectHeaders(b.request.Header); err != nil {
			return nil, err
		}
	} else if fromBucket == bucket && fromKey == key {
		return nil, refusef("InvalidRequest", "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.")
	}
	made := newObject(source.body, headers, source.sum)
	return made, b.store.put(bucket, key, made, condition)
}

// DeleteObject deletes if the request's condition holds.
func (b *backend) DeleteObject(bucket, key string) (gofakes3.ObjectDeleteResult, error) {
	err := b.store.remove(bucket, key, deletePrecondition(b.request.Header))
	return gofakes3.ObjectDeleteResult{}, forLibrary(err)
}

// DeleteMulti deletes key by key, each with the condition that the request's
// XML gives it: an ETag, which the library does not read.
func (b *backend) DeleteMulti(bucket string, keys ...string) (gofakes3.MultiDeleteResult, error) {
	var body struct {
		Objects []struct {
			ETag      string
			VersionID string `xml:"VersionId"`
		} `xml:"Object"`
	}
	if err := xml.Unmarshal(b.content.body, &body); err != nil || len(keys) == 0 || len(keys) > maxDeletes || len(body.Objects) != len(keys) {
		return gofakes3.MultiDeleteResult{}, forLibrary(refuse("MalformedXML"))
	}
	var result gofakes3.MultiDeleteResult
	for i, key := range keys {
		err := checkVersion(body.Objects[i].VersionID)
		if err == nil {
			err = b.store.remove(bucket, key, precondition{ifMatch: body.Objects[i].ETag})
		}
		if err != nil {
			refusal := refusalOf(err)
			result.Error = append(result.Error, gofakes3.ErrorResult{
				Key: key, Code: gofakes3.ErrorCode(refusal.Code), Message: refusal.Message,
			})
			continue
		}
		result.Deleted = append(result.Deleted, gofakes3.ObjectID{Key: key})
	}
	return result, nil
}
