package option

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
)

// The rules in this file are those of the S3 user guide, "General purpose bucket
// naming rules".
const (
	minBucket = 3
	maxBucket = 63
)

var bucketPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*[a-z0-9]$`)

// reservedBucketPrefixes and reservedBucketSuffixes belong to other kinds of
// bucket and to access points.
var (
	reservedBucketPrefixes = []string{"xn--", "sthree-", "amzn-s3-demo-"}
	reservedBucketSuffixes = []string{"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"}
)

// bucketFault says which rule the name of a bucket breaks, or nothing.
func bucketFault(name string) string {
	switch {
	case name == "":
		return "the name is empty"
	case len(name) < minBucket || len(name) > maxBucket:
		return fmt.Sprintf("the name has %d characters and must have %d to %d", len(name), minBucket, maxBucket)
	case !bucketPattern.MatchString(name):
		return "a name has only a-z, 0-9, . and -, and begins and ends with a letter or digit"
	case strings.Contains(name, ".."):
		return "a name has no two dots in a row"
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return "a name must not look like an IP address"
	}
	for _, prefix := range reservedBucketPrefixes {
		if strings.HasPrefix(name, prefix) {
			return "names that begin with " + prefix + " are reserved by S3"
		}
	}
	for _, suffix := range reservedBucketSuffixes {
		if strings.HasSuffix(name, suffix) {
			return "names that end with " + suffix + " are reserved by S3"
		}
	}
	return ""
}
