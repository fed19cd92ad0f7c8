package s3store

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"patchline/internal/run"
)

// contentTypes are how a browser or a query engine is to read an object, by
// the ending of its key. It is never written to.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".csv":  "text/csv; charset=utf-8",
	".json": "application/json",
	".xml":  "application/xml",
	".md":   "text/markdown; charset=utf-8",
}

// GetUpTo reads an object of at most limit bytes.
func (s Store) GetUpTo(ctx context.Context, key string, limit int) (run.Object, error) {
	return s.get(ctx, key, limit)
}

// putTries is how often a write is tried under which the object changes: other
// writers of a report are rare, and each comes to an end.
const putTries = 5

// Put writes an object in place of what is there, unless that has the same
// SHA-256. It goes by the checksum that S3 keeps; an object that was written
// without is written over.
func (s Store) Put(ctx context.Context, key string, body io.ReadSeeker) error {
	sum, err := checksum(body)
	if err != nil {
		return s.wrap("reading what goes to", key, err)
	}
	for try := 1; ; try++ {
		etag, have, err := s.head(ctx, key)
		denied := err != nil && status(err) == http.StatusForbidden
		if (err != nil && !denied) || have == sum {
			return err
		}
		unseen := err
		if _, err := body.Seek(0, io.SeekStart); err != nil {
			return s.wrap("reading what goes to", key, err)
		}
		in := &s3.PutObjectInput{
			Bucket: &s.Bucket, Key: &key, Body: body, ContentType: aws.String(contentTypes[path.Ext(key)]),
			ChecksumAlgorithm: types.ChecksumAlgorithmSha256, ChecksumSHA256: &sum,
		}
		if etag == "" {
			in.IfNoneMatch = aws.String("*")
		} else {
			in.IfMatch = &etag
		}
		_, err = s.Client.PutObject(ctx, in)
		if err == nil {
			return nil
		}
		code := status(err)
		changed := code == http.StatusPreconditionFailed || code == http.StatusConflict || code == http.StatusNotFound
		if !changed || isNoBucket(err) {
			return s.wrap("writing", key, err)
		}
		if denied { // it is there, and may not be looked at
			return unseen
		}
		if try == putTries {
			return s.wrap("writing", key, fmt.Errorf("%w under each of %d tries", run.ErrChanged, putTries))
		}
	}
}

// head gives an object's ETag and SHA-256; both are empty where there is none.
// S3 denies it also to say that there is none, where the caller may not list the
// bucket.
func (s Store) head(ctx context.Context, key string) (etag, sum string, err error) {
	out, err := s.Client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &s.Bucket, Key: &key, ChecksumMode: types.ChecksumModeEnabled})
	if err != nil {
		// A HEAD has no body, so that S3 can't say whether it is the bucket
		// that is missing: the write after it will.
		if status(err) == http.StatusNotFound {
			return "", "", nil
		}
		return "", "", s.wrap("looking at", key, err)
	}
	return aws.ToString(out.ETag), aws.ToString(out.ChecksumSHA256), nil
}

// checksum is the SHA-256 of a body as S3 writes it.
func checksum(body io.ReadSeeker) (string, error) {
	hash := sha256.New()
	_, seekErr := body.Seek(0, io.SeekStart)
	_, err := io.Copy(hash, body)
	return base64.StdEncoding.EncodeToString(hash.Sum(nil)), errors.Join(seekErr, err)
}
