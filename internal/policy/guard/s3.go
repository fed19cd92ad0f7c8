package guard

import (
	"patchline/internal/policy"
	"patchline/internal/sim/s3"
)

func getObject(c call, _ Fleet, k policy.Keys) ([]policy.Request, error) {
	return policy.GetObject(s3.Bucket(c.http), s3.Key(c.http), c.place.Region, k), nil
}

func putObject(c call, _ Fleet, k policy.Keys) ([]policy.Request, error) {
	return policy.PutObject(s3.Bucket(c.http), s3.Key(c.http), c.place.Region, c.http.Header.Get("If-Match") != "", k), nil
}

func listObjects(c call, _ Fleet, _ policy.Keys) ([]policy.Request, error) {
	return []policy.Request{policy.List(s3.Bucket(c.http), c.http.URL.Query().Get("prefix"))}, nil
}
