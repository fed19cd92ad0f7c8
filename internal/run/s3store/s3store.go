// Package s3store keeps a run on S3.
package s3store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"patchline/internal/run"
)

// Client is what the store needs of the SDK's S3 client.
type Client interface {
	GetObject(context.Context, *s3.GetObjectInput, ...func(*s3.Options)) (*s3.GetObjectOutput, error)
	HeadObject(context.Context, *s3.HeadObjectInput, ...func(*s3.Options)) (*s3.HeadObjectOutput, error)
	PutObject(context.Context, *s3.PutObjectInput, ...func(*s3.Options)) (*s3.PutObjectOutput, error)
	ListObjectsV2(context.Context, *s3.ListObjectsV2Input, ...func(*s3.Options)) (*s3.ListObjectsV2Output, error)
}

// Store is one bucket. S3 is read-after-write consistent, so every answer is
// the present one.
type Store struct {
	Client Client
	Bucket string
}

// maxObject bounds what is read of one object, in bytes.
const maxObject = 256 << 20

// Get reads an object.
func (s Store) Get(ctx context.Context, key string) (run.Object, error) {
	return s.get(ctx, key, maxObject)
}

func (s Store) get(ctx context.Context, key string, limit int) (run.Object, error) {
	out, err := s.Client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.Bucket, Key: &key})
	if err != nil {
		if status(err) == http.StatusNotFound && !isNoBucket(err) {
			err = run.ErrNotFound
		}
		return run.Object{}, s.wrap("reading", key, err)
	}
	defer out.Body.Close()
	body, err := io.ReadAll(io.LimitReader(out.Body, int64(limit)+1))
	if err != nil {
		return run.Object{}, s.wrap("reading", key, err)
	}
	if len(body) > limit {
		return run.Object{}, s.wrap("reading", key, fmt.Errorf("%w: more than %d bytes", run.ErrTooLarge, limit))
	}
	return run.Object{Body: body, ETag: aws.ToString(out.ETag)}, nil
}

// Create writes an object that is not there yet.
func (s Store) Create(ctx context.Context, key string, body []byte) (string, error) {
	return s.put(ctx, key, body, run.ErrExists, func(in *s3.PutObjectInput) { in.IfNoneMatch = aws.String("*") })
}

// Replace writes over the object of an ETag.
func (s Store) Replace(ctx context.Context, key string, body []byte, etag string) (string, error) {
	return s.put(ctx, key, body, run.ErrChanged, func(in *s3.PutObjectInput) { in.IfMatch = &etag })
}

// conflictTries is how often a write is tried that S3 answers with 409: it says
// that another write of the key was under way, and to try again.
const conflictTries = 5

func (s Store) put(ctx context.Context, key string, body []byte, refused error, condition func(*s3.PutObjectInput)) (string, error) {
	for try := 1; ; try++ {
		in := &s3.PutObjectInput{
			Bucket: &s.Bucket, Key: &key, Body: bytes.NewReader(body), ContentType: aws.String("application/json"),
		}
		condition(in)
		out, err := s.Client.PutObject(ctx, in)
		if err == nil {
			return aws.ToString(out.ETag), nil
		}
		code := status(err)
		if code == http.StatusConflict && try < conflictTries {
			continue
		}
		// 412: the condition does not hold. 404 on If-Match: the object is gone.
		if (code != http.StatusPreconditionFailed && code != http.StatusNotFound) || isNoBucket(err) {
			return "", s.wrap("writing", key, err)
		}
		return s.refused(ctx, key, body, refused)
	}
}

// refused tells one's own write, whose answer was lost, from another's.
func (s Store) refused(ctx context.Context, key string, body []byte, refused error) (string, error) {
	have, err := s.Get(ctx, key)
	switch {
	case err == nil && bytes.Equal(have.Body, body):
		return have.ETag, nil
	case err != nil && !errors.Is(err, run.ErrNotFound):
		return "", err
	default:
		return "", s.wrap("writing", key, refused)
	}
}

// List yields keys in order, a page of 1,000 a call.
func (s Store) List(ctx context.Context, prefix, after string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		in := &s3.ListObjectsV2Input{Bucket: &s.Bucket, Prefix: &prefix}
		if after != "" {
			in.StartAfter = &after
		}
		pages := s3.NewListObjectsV2Paginator(s.Client, in, func(o *s3.ListObjectsV2PaginatorOptions) { o.StopOnDuplicateToken = true })
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				yield("", s.wrap("listing", prefix, err))
				return
			}
			for _, object := range page.Contents {
				if !yield(aws.ToString(object.Key), nil) {
					return
				}
			}
		}
	}
}

func (s Store) wrap(doing, key string, err error) error {
	return fmt.Errorf("%s s3://%s/%s: %w", doing, s.Bucket, strings.TrimPrefix(key, "/"), err)
}

func status(err error) int {
	if answer, found := errors.AsType[*awshttp.ResponseError](err); found {
		return answer.HTTPStatusCode()
	}
	return 0
}

func isNoBucket(err error) bool {
	var api interface{ ErrorCode() string }
	return errors.As(err, &api) && api.ErrorCode() == "NoSuchBucket"
}
