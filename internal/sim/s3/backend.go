package s3

import (
	"maps"
	"net/http"
	"slices"

	"github.com/johannesboyne/gofakes3"
)

// backend is the store as the library sees it during one request. The
// request's own headers say what the library does not pass on: conditions,
// metadata, checksums.
type backend struct {
	store   *Store
	request *http.Request
	action  string
	content payload
	answer  *answer
}

var (
	_ gofakes3.Backend          = (*backend)(nil)
	_ gofakes3.MultipartBackend = (*backend)(nil)
)

// forLibrary turns an error of this package into one of the library's.
func forLibrary(err error) error {
	if err == nil {
		return nil
	}
	refusal := refusalOf(err)
	return gofakes3.ErrorMessage(gofakes3.ErrorCode(refusal.Code), refusal.Message)
}

// ListBuckets lists them by name.
func (b *backend) ListBuckets() ([]gofakes3.BucketInfo, error) {
	b.store.mu.RLock()
	defer b.store.mu.RUnlock()
	var infos []gofakes3.BucketInfo
	for _, name := range slices.Sorted(maps.Keys(b.store.buckets)) {
		created := gofakes3.NewContentTime(b.store.buckets[name].created)
		infos = append(infos, gofakes3.BucketInfo{Name: name, CreationDate: created})
	}
	return infos, nil
}

// ListBucket is never asked for: Store.list answers listings.
func (b *backend) ListBucket(string, *gofakes3.Prefix, gofakes3.ListBucketPage) (*gofakes3.ObjectList, error) {
	return nil, gofakes3.ErrNotImplemented
}

// CreateBucket makes a bucket; the library has checked its name.
func (b *backend) CreateBucket(name string) error { return forLibrary(b.store.CreateBucket(name)) }

// BucketExists never fails.
func (b *backend) BucketExists(name string) (bool, error) { return b.store.hasBucket(name), nil }

// DeleteBucket deletes an empty bucket.
func (b *backend) DeleteBucket(name string) error { return forLibrary(b.store.deleteBucket(name)) }

// ForceDeleteBucket is not S3's, and is never asked for.
func (b *backend) ForceDeleteBucket(string) error { return gofakes3.ErrNotImplemented }
