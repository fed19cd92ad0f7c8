"""S3: buckets, objects, conditional writes, listings and presigned URLs."""

import urllib.error
import urllib.request

import check

BUCKET = "tour-objects"


def run(session, _):
    s3 = session.client("s3")
    bucket(s3)
    objects(s3)
    conditions(s3)
    listings(s3)
    presigned(s3)
    delete(s3)


def bucket(s3):
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    check.wait(s3, "bucket_exists", Bucket=BUCKET)
    s3.head_bucket(Bucket=BUCKET)
    with check.refused("BucketAlreadyOwnedByYou", 409):
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    with check.refused("InvalidBucketName", 400):
        s3.create_bucket(Bucket="192.168.5.4", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    with check.refused("404", 404):
        s3.head_bucket(Bucket="tour-missing")
    check.that("LocationConstraint" in s3.get_bucket_location(Bucket=BUCKET), "GetBucketLocation")
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    check.that(s3.get_bucket_versioning(Bucket=BUCKET).get("Status") != "Enabled", "versioning is never on")
    found = {b["Name"]: b for b in s3.list_buckets()["Buckets"]}
    check.that({BUCKET, "tour-store"} <= set(found), "ListBuckets", found)
    check.moment(found[BUCKET]["CreationDate"], "CreationDate")


def objects(s3):
    put = s3.put_object(Bucket=BUCKET, Key="a/ä b+c.txt", Body=b"0123456789", ContentType="text/plain", Metadata={"run": "tour"})
    check.equal(put["ETag"], '"781e5e245d69b566979b86e28d23f2c7"', "ETag")
    got = s3.get_object(Bucket=BUCKET, Key="a/ä b+c.txt")
    check.equal((got["Body"].read(), got["ContentType"], got["Metadata"]), (b"0123456789", "text/plain", {"run": "tour"}), "an object")
    check.moment(got["LastModified"], "LastModified")
    part = s3.get_object(Bucket=BUCKET, Key="a/ä b+c.txt", Range="bytes=2-4")
    check.equal((part["Body"].read(), part["ContentRange"]), (b"234", "bytes 2-4/10"), "a range")
    head = s3.head_object(Bucket=BUCKET, Key="a/ä b+c.txt")
    check.equal((head["ContentLength"], head["ETag"]), (10, put["ETag"]), "HeadObject")
    copied = s3.copy_object(Bucket=BUCKET, Key="copy", CopySource={"Bucket": BUCKET, "Key": "a/ä b+c.txt"})
    check.equal(copied["CopyObjectResult"]["ETag"], put["ETag"], "ETag of a copy")
    check.wait(s3, "object_exists", Bucket=BUCKET, Key="copy")
    with check.refused("NoSuchKey", 404):
        s3.get_object(Bucket=BUCKET, Key="missing")
    with check.refused("404", 404):
        s3.head_object(Bucket=BUCKET, Key="missing")
    with check.refused("NoSuchBucket", 404):
        s3.put_object(Bucket="tour-missing", Key="k", Body=b"")
    with check.refused("InvalidRange", 416):
        s3.get_object(Bucket=BUCKET, Key="copy", Range="bytes=20-30")
    with check.refused("NoSuchKey", 404):
        s3.copy_object(Bucket=BUCKET, Key="copy", CopySource={"Bucket": BUCKET, "Key": "missing"})


def conditions(s3):
    """The writes that the run's claims and its write-once objects rest on."""
    first = s3.put_object(Bucket=BUCKET, Key="once", Body=b"first", IfNoneMatch="*")
    with check.refused("PreconditionFailed", 412):
        s3.put_object(Bucket=BUCKET, Key="once", Body=b"second", IfNoneMatch="*")
    second = s3.put_object(Bucket=BUCKET, Key="once", Body=b"second", IfMatch=first["ETag"])
    with check.refused("PreconditionFailed", 412):
        s3.put_object(Bucket=BUCKET, Key="once", Body=b"third", IfMatch=first["ETag"])
    with check.refused("NoSuchKey", 404):
        s3.put_object(Bucket=BUCKET, Key="missing", Body=b"", IfMatch=first["ETag"])
    with check.refused("304", 304):
        s3.get_object(Bucket=BUCKET, Key="once", IfNoneMatch=second["ETag"])
    with check.refused("PreconditionFailed", 412):
        s3.delete_object(Bucket=BUCKET, Key="once", IfMatch=first["ETag"])
    check.equal(s3.get_object(Bucket=BUCKET, Key="once", IfMatch=second["ETag"])["Body"].read(), b"second", "what was written")


def listings(s3):
    for day in range(1, 4):
        for name in "abcd":
            s3.put_object(Bucket=BUCKET, Key=f"runs/{day}/{name}", Body=b"x")
    keys = [o["Key"] for o in check.pages(s3, "list_objects_v2", 5, "Contents", Bucket=BUCKET, Prefix="runs/")]
    check.equal(keys, [f"runs/{day}/{name}" for day in range(1, 4) for name in "abcd"], "the keys in order")
    keys = [o["Key"] for o in check.pages(s3, "list_objects", 5, "Contents", Bucket=BUCKET, Prefix="runs/", Marker="runs/1/b")]
    check.equal(keys[0], "runs/1/c", "the first key after the marker")
    folders = check.pages(s3, "list_objects_v2", 2, "CommonPrefixes", Bucket=BUCKET, Prefix="runs/", Delimiter="/")
    check.equal([f["Prefix"] for f in folders], ["runs/1/", "runs/2/", "runs/3/"], "the common prefixes")
    one = s3.list_objects_v2(Bucket=BUCKET, Prefix="a/")["Contents"][0]
    check.equal((one["Key"], one["Size"], one["StorageClass"]), ("a/ä b+c.txt", 10, "STANDARD"), "a listed object")
    check.moment(one["LastModified"], "LastModified")
    with check.refused("NoSuchBucket", 404):
        s3.list_objects_v2(Bucket="tour-missing")
    with check.refused("NoSuchBucket", 404):
        s3.list_objects(Bucket="tour-missing")


def presigned(s3):
    """URLs that work without credentials."""
    where = {"Bucket": BUCKET, "Key": "presigned & odd"}
    put = urllib.request.Request(s3.generate_presigned_url("put_object", where), data=b"by url", method="PUT")
    with urllib.request.urlopen(put) as answer:
        check.equal(answer.status, 200, "PUT to a presigned URL")
    with urllib.request.urlopen(s3.generate_presigned_url("get_object", where)) as answer:
        check.equal(answer.read(), b"by url", "GET from a presigned URL")
    try:
        urllib.request.urlopen(s3.generate_presigned_url("get_object", {"Bucket": BUCKET, "Key": "missing"}))
    except urllib.error.HTTPError as error:
        check.equal(error.code, 404, "a presigned URL of nothing")


def delete(s3):
    with check.refused("BucketNotEmpty", 409):
        s3.delete_bucket(Bucket=BUCKET)
    s3.delete_object(Bucket=BUCKET, Key="once")
    check.wait(s3, "object_not_exists", Bucket=BUCKET, Key="once")
    s3.delete_object(Bucket=BUCKET, Key="once")  # deleting nothing is a success
    rest = [{"Key": o["Key"]} for o in s3.list_objects_v2(Bucket=BUCKET)["Contents"]]
    done = s3.delete_objects(Bucket=BUCKET, Delete={"Objects": rest + [{"Key": "missing"}]})
    check.equal(len(done["Deleted"]), len(rest) + 1, "Deleted")
    s3.delete_bucket(Bucket=BUCKET)
    check.wait(s3, "bucket_not_exists", Bucket=BUCKET)
    gone(s3)


def gone(s3):
    """What is said of a bucket that is not there any more."""
    for call in (
        s3.delete_bucket,
        s3.get_bucket_location,
        s3.get_bucket_versioning,
        s3.list_multipart_uploads,
        lambda Bucket: s3.put_bucket_versioning(Bucket=Bucket, VersioningConfiguration={"Status": "Suspended"}),
        lambda Bucket: s3.delete_objects(Bucket=Bucket, Delete={"Objects": [{"Key": "k"}]}),
        lambda Bucket: s3.create_multipart_upload(Bucket=Bucket, Key="k"),
    ):
        with check.refused("NoSuchBucket", 404):
            call(Bucket=BUCKET)
