package option

import (
	"fmt"
	"regexp"
	"strings"
)

// Store is the place on S3 where runs are kept.
type Store struct {
	// Bucket is a general purpose bucket's name.
	Bucket string
	// Prefix comes before every key, without a slash at either end. It is empty
	// when the runs have the bucket to themselves.
	Prefix string
}

// String is the URL that ParseStore reads.
func (s Store) String() string {
	switch {
	case s.Bucket == "":
		return ""
	case s.Prefix == "":
		return storeScheme + s.Bucket
	}
	return storeScheme + s.Bucket + "/" + s.Prefix
}

const (
	storeScheme = "s3://"
	// maxPrefix leaves three quarters of an object key's 1,024 bytes (S3 user
	// guide, "Naming Amazon S3 objects") to what Patchline appends.
	maxPrefix = 256
	storeDo   = "give s3://bucket or s3://bucket/prefix"
)

// prefixPattern allows the characters that S3 calls safe in an object key (user
// guide, "Naming Amazon S3 objects") except those a shell or an IAM policy would
// read as something else: ! * ' ( ).
var prefixPattern = regexp.MustCompile(`^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$`)

// ParseStore reads s3://bucket or s3://bucket/prefix; one slash at the end is
// allowed.
func ParseStore(text string) (Store, error) {
	rest, ok := strings.CutPrefix(text, storeScheme)
	if !ok {
		return Store{}, invalid(text, "is not a store's URL: it does not begin with s3://", storeDo)
	}
	bucket, prefix, _ := strings.Cut(rest, "/")
	if fault := bucketFault(bucket); fault != "" {
		return Store{}, invalid(text, "does not name a bucket: "+fault, storeDo)
	}
	prefix = strings.TrimSuffix(prefix, "/")
	if fault := prefixFault(prefix); fault != "" {
		return Store{}, invalid(text, "has a prefix that can't be used: "+fault, storeDo)
	}
	return Store{Bucket: bucket, Prefix: prefix}, nil
}

func prefixFault(prefix string) string {
	switch {
	case prefix == "":
		return ""
	case len(prefix) > maxPrefix:
		return fmt.Sprintf("it has %d bytes and may have %d", len(prefix), maxPrefix)
	case !prefixPattern.MatchString(prefix):
		return "only letters, digits, . _ - and single slashes between them are allowed"
	}
	for segment := range strings.SplitSeq(prefix, "/") {
		// Many tools resolve these as directories and would look elsewhere.
		if segment == "." || segment == ".." {
			return "a part of it is . or .."
		}
	}
	return ""
}
