resource "aws_s3_bucket" "store" {
  bucket = var.bucket
  tags   = var.tags
}

# No ACL counts: what is in the bucket is the bucket's owner's, also what an
# instance of another account has written.
resource "aws_s3_bucket_ownership_controls" "store" {
  bucket = aws_s3_bucket.store.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "store" {
  bucket = aws_s3_bucket.store.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "store" {
  bucket = aws_s3_bucket.store.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "store" {
  bucket = aws_s3_bucket.store.id

  rule {
    # With a bucket key S3 asks KMS once for many objects: thousands of markers
    # are written within minutes.
    bucket_key_enabled = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_policy" "store" {
  bucket = aws_s3_bucket.store.id
  policy = module.policies.bucket

  # S3 refuses a policy while it can't tell whether that makes the bucket public.
  depends_on = [aws_s3_bucket_public_access_block.store]
}

resource "aws_s3_bucket_lifecycle_configuration" "store" {
  bucket = aws_s3_bucket.store.id

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = var.noncurrent_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  dynamic "rule" {
    for_each = var.runs_days == 0 ? [] : [var.runs_days]

    content {
      id     = "old-runs"
      status = "Enabled"

      filter {
        prefix = "${local.root}runs/"
      }

      expiration {
        days = rule.value
      }
    }
  }

  dynamic "rule" {
    for_each = var.lists_days == 0 ? [] : [var.lists_days]

    content {
      id     = "old-lists"
      status = "Enabled"

      filter {
        prefix = "${local.root}lists/"
      }

      expiration {
        days = rule.value
      }
    }
  }

  # What is old is counted by versions.
  depends_on = [aws_s3_bucket_versioning.store]
}
