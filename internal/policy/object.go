package policy

// Partition is that of the accounts in tests.
const Partition = "aws"

// Keys are the ARNs of KMS keys; each may be empty, which is AWS' own key and
// asks nobody.
type Keys struct{ Store, Volumes string }

// object asks about an object of a bucket.
func object(action, bucket, key string) Request {
	return Request{Action: action, Resource: "arn:" + Partition + ":s3:::" + bucket + "/" + key}
}

// List is what S3 asks of a LIST.
func List(bucket, prefix string) Request {
	return Request{Action: "s3:ListBucket", Resource: "arn:" + Partition + ":s3:::" + bucket, Context: Context{"s3:prefix": {prefix}}}
}

// keyUse asks about the key that S3 uses in the caller's name. Source: S3 User
// Guide, "Using server-side encryption with AWS KMS keys", permissions.
func keyUse(action, key, region string) []Request {
	if key == "" {
		return nil
	}
	return []Request{{Action: action, Resource: key, Context: Context{"kms:ViaService": {"s3." + region + ".amazonaws.com"}}}}
}

// GetObject is what S3 asks of a read. That ListBucket must be allowed for the
// very key is for those that may be missing: S3 says 404 only to those who may
// list, and else 403. Source: S3 API Reference, "GetObject", permissions; that
// the key counts as s3:prefix there is not in it, but seen by others
// (github.com/kopia/kopia/pull/3072, github.com/ceph/ceph/pull/68577).
func GetObject(bucket, key, region string, k Keys) []Request {
	return append([]Request{object("s3:GetObject", bucket, key), List(bucket, key)}, keyUse("kms:Decrypt", k.Store, region)...)
}

// PutObject is what S3 asks of a write. If-None-Match needs no more; If-Match
// is taken to need the right to read, as it does with DeleteObject. Source: S3
// User Guide, "Enforce conditional writes on Amazon S3 buckets", whose policies
// allow s3:PutObject alone; UNCONFIRMED for If-Match.
func PutObject(bucket, key, region string, ifMatch bool, k Keys) []Request {
	all := append([]Request{object("s3:PutObject", bucket, key)}, keyUse("kms:GenerateDataKey", k.Store, region)...)
	if ifMatch {
		all = append(all, object("s3:GetObject", bucket, key))
	}
	return all
}
