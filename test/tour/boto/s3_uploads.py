"""S3: multipart uploads, by hand and by boto3's transfer manager."""

import io

from boto3.s3.transfer import TransferConfig

import check

BUCKET = "tour-store"
PART = 5 << 20  # the smallest part that S3 takes, but for the last


def run(session, _):
    s3 = session.client("s3")
    by_hand(s3)
    abort(s3)
    managed(s3)


def by_hand(s3):
    where = {"Bucket": BUCKET, "Key": "large"}
    upload = s3.create_multipart_upload(**where, ContentType="application/x-large")["UploadId"]
    bodies = [b"a" * PART, b"b" * 7]
    parts = [
        {"PartNumber": n, "ETag": s3.upload_part(**where, UploadId=upload, PartNumber=n, Body=body)["ETag"]}
        for n, body in enumerate(bodies, 1)
    ]
    with check.refused("NoSuchKey", 404):
        s3.get_object(**where)
    listed = check.pages(s3, "list_parts", 1, "Parts", **where, UploadId=upload)
    check.equal([(p["PartNumber"], p["Size"]) for p in listed], [(1, PART), (2, 7)], "parts")
    check.moment(listed[0]["LastModified"], "LastModified")
    under_way = s3.list_multipart_uploads(Bucket=BUCKET)["Uploads"]
    check.equal([(u["Key"], u["UploadId"]) for u in under_way], [("large", upload)], "uploads under way")
    with check.refused("InvalidPart", 400):
        s3.complete_multipart_upload(**where, UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": '"0"'}]})
    done = s3.complete_multipart_upload(**where, UploadId=upload, MultipartUpload={"Parts": parts})
    check.that(done["ETag"].endswith('-2"'), "ETag of two parts", done["ETag"])
    got = s3.get_object(**where)
    check.equal((got["Body"].read(), got["ContentType"]), (b"".join(bodies), "application/x-large"), "the object")


def abort(s3):
    where = {"Bucket": BUCKET, "Key": "given up"}
    upload = s3.create_multipart_upload(**where)["UploadId"]
    s3.abort_multipart_upload(**where, UploadId=upload)
    for call in (
        lambda: s3.abort_multipart_upload(**where, UploadId=upload),
        lambda: s3.upload_part(**where, UploadId=upload, PartNumber=1, Body=b"x"),
        lambda: s3.list_parts(**where, UploadId=upload),
    ):
        with check.refused("NoSuchUpload", 404):
            call()


def managed(s3):
    body = bytes(range(256)) * 45_000  # three parts
    config = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART)
    s3.upload_fileobj(io.BytesIO(body), BUCKET, "managed", Config=config)
    check.that(s3.head_object(Bucket=BUCKET, Key="managed")["ETag"].endswith('-3"'), "ETag of three parts")
    back = io.BytesIO()
    s3.download_fileobj(BUCKET, "managed", back, Config=config)
    check.that(back.getvalue() == body, "a download in ranges is what was uploaded")
