package s3

import (
	"cmp"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/johannesboyne/gofakes3"
)

// storageClass is the only one there is here.
const storageClass = gofakes3.StorageStandard

// CreateMultipartUpload begins an upload with the request's metadata.
func (b *backend) CreateMultipartUpload(bucket, key string, _ map[string]string) (gofakes3.UploadID, error) {
	headers, err := objectHeaders(b.request.Header)
	if err != nil {
		return "", forLibrary(err)
	}
	id, err := b.store.beginUpload(bucket, key, headers)
	return gofakes3.UploadID(id), forLibrary(err)
}

// UploadPart keeps the request's body as a part, over an earlier one of its number.
func (b *backend) UploadPart(bucket, key string, id gofakes3.UploadID, number int, _ int64, _ io.Reader) (string, error) {
	part := newObject(b.content.body, nil, b.content.sum)
	if err := b.store.putPart(bucket, key, string(id), number, part); err != nil {
		return "", forLibrary(err)
	}
	b.answer.set.Set(part.sum.header(), part.sum.value)
	return part.quotedETag(), nil
}

// CompleteMultipartUpload makes the object if the request's conditions hold.
func (b *backend) CompleteMultipartUpload(bucket, key string, id gofakes3.UploadID, listed *gofakes3.CompleteMultipartUploadRequest) (gofakes3.VersionID, string, error) {
	condition, err := writePrecondition(b.request.Header)
	if err != nil {
		return "", "", forLibrary(err)
	}
	made, err := b.store.completeUpload(bucket, key, string(id), listed.Parts, condition)
	if err != nil {
		return "", "", forLibrary(err)
	}
	return "", made.quotedETag(), nil
}

// AbortMultipartUpload forgets an upload and its parts.
func (b *backend) AbortMultipartUpload(bucket, key string, id gofakes3.UploadID) error {
	return forLibrary(b.store.abortUpload(bucket, key, string(id)))
}

// ListParts lists the parts after a part number, limit at most.
func (b *backend) ListParts(bucket, key string, id gofakes3.UploadID, after int, limit int64) (*gofakes3.ListMultipartUploadPartsResult, error) {
	b.store.mu.RLock()
	defer b.store.mu.RUnlock()
	_, u, err := b.store.findLocked(bucket, key, string(id))
	if err != nil {
		return nil, forLibrary(err)
	}
	result := &gofakes3.ListMultipartUploadPartsResult{
		Bucket: bucket, Key: key, UploadID: id, StorageClass: storageClass,
		PartNumberMarker: after, MaxParts: limit,
	}
	for _, number := range slices.Sorted(maps.Keys(u.parts)) {
		if number <= after {
			continue
		}
		if int64(len(result.Parts)) == limit {
			result.IsTruncated = true
			break
		}
		part := u.parts[number]
		result.NextPartNumberMarker = number
		result.Parts = append(result.Parts, gofakes3.ListMultipartUploadPartItem{
			PartNumber: number, LastModified: gofakes3.NewContentTime(part.modified),
			ETag: part.quotedETag(), Size: int64(len(part.body)),
		})
	}
	return result, nil
}

// ListMultipartUploads lists uploads by key, and those of a key by their
// beginning, limit at most.
func (b *backend) ListMultipartUploads(bucket string, after *gofakes3.UploadListMarker, prefix gofakes3.Prefix, limit int64) (*gofakes3.ListMultipartUploadsResult, error) {
	if prefix.HasDelimiter {
		return nil, forLibrary(refusef("NotImplemented", "ListMultipartUploads with a delimiter is not simulated."))
	}
	b.store.mu.RLock()
	defer b.store.mu.RUnlock()
	within := b.store.buckets[bucket]
	if within == nil {
		return nil, forLibrary(ErrNoSuchBucket)
	}
	result := &gofakes3.ListMultipartUploadsResult{Bucket: bucket, Prefix: prefix.Prefix, MaxUploads: limit}
	if after != nil {
		result.KeyMarker, result.UploadIDMarker = after.Object, after.UploadID
	}
	uploads := slices.SortedFunc(maps.Values(within.uploads), func(x, y *upload) int {
		return cmp.Or(strings.Compare(x.key, y.key), strings.Compare(x.id, y.id))
	})
	for _, u := range uploads {
		if !strings.HasPrefix(u.key, prefix.Prefix) || !u.isAfter(after) {
			continue
		}
		if int64(len(result.Uploads)) == limit {
			result.IsTruncated = true
			break
		}
		result.NextKeyMarker, result.NextUploadIDMarker = u.key, gofakes3.UploadID(u.id)
		result.Uploads = append(result.Uploads, gofakes3.ListMultipartUploadItem{
			Key: u.key, UploadID: gofakes3.UploadID(u.id), StorageClass: storageClass,
			Initiated: gofakes3.NewContentTime(u.begun),
		})
	}
	return result, nil
}

// isAfter says whether a page that begins after the marker has the upload: a
// marker without an upload id stands for all uploads of its key.
func (u *upload) isAfter(marker *gofakes3.UploadListMarker) bool {
	return marker == nil || u.key > marker.Object ||
		u.key == marker.Object && marker.UploadID != "" && u.id > string(marker.UploadID)
}
