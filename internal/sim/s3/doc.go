// Package s3 is the S3 of the stand-in: buckets and objects in memory behind
// S3's REST API, for the AWS clients of a rehearsal, and behind Put, Get and
// Keys for the simulated instances. Most of the wire format is the library
// gofakes3's; what it gets wrong is done here.
//
// # As S3 does it
//
//   - Buckets: create, head, list, delete (empty ones only), location, versioning (never on).
//   - Objects: PutObject, GetObject, HeadObject, DeleteObject, DeleteObjects, CopyObject;
//     ranges, user metadata and its limit, the content headers, empty objects, any key of
//     valid UTF-8 up to 1,024 bytes. Strong read-after-write, as S3's is.
//   - Conditional writes: If-None-Match: * and If-Match with an ETag on PutObject,
//     CopyObject and CompleteMultipartUpload; If-Match on DeleteObject, and ETag in
//     DeleteObjects. 412 PreconditionFailed, and 404 NoSuchKey where there is nothing to
//     match. Check and write are one step, so of two writers at the same instant exactly
//     one succeeds; the other gets 412 and never S3's 409 ConditionalRequestConflict.
//   - Conditional reads: If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since,
//     and those of a copy's source.
//   - Listings, both versions: the order of the keys' bytes, pages of up to 1,000, common
//     prefixes, markers, tokens, start-after, encoding-type=url.
//   - Integrity: Content-MD5, x-amz-content-sha256, the x-amz-checksum- headers and
//     aws-chunked trailers (CRC32, CRC32C, CRC64NVME, MD5, SHA1, SHA256, SHA512) are
//     checked; an object keeps its checksum, or gets CRC64NVME.
//   - Multipart uploads: create, upload, list, complete, abort; the 5 MiB rule; the ETag
//     of the parts' MD5s.
//   - Errors: XML with S3's code, status and, where documented, text.
//
// # Differently
//
//   - Path-style addresses only; the bucket's Region is always us-east-1, yet creating a
//     bucket twice is BucketAlreadyOwnedByYou, as it is everywhere else.
//   - One store is one account: owner and expected-owner headers mean nothing.
//   - Bodies are held in memory, 256 MiB a request at most (S3: 5 GB).
//   - A multipart object's checksum is the CRC64NVME of the whole, whatever was asked for;
//     the checksums in CompleteMultipartUpload are not compared. A part has at least one
//     byte. Uploads under way are not in the saved state.
//   - If-Match: * on a write is refused with NotImplemented: what S3 does is not documented.
//   - Where start-after or a marker lies within a common prefix, that prefix is left out;
//     S3's documentation does not say.
//
// # Not at all
//
//   - Signatures are not verified here, nor by whom a request is made; there are no
//     policies, ACLs, public access blocks, CORS or website.
//   - No versions, no object lock, no tags, no lifecycle, no encryption, no replication, no
//     storage classes, no notifications: their operations are refused with 501
//     NotImplemented, and their headers on a write are ignored.
//   - Request rates and SlowDown, delays and faults are the gateway's.
package s3
