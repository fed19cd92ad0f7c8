# What documents download. A script's key has its SHA-256 in it, and the document
# checks it: another script is another key.
resource "aws_s3_object" "script" {
  for_each = fileset("${local.dist}/scripts", "*/*.ps1")

  bucket       = aws_s3_bucket.store.id
  key          = "${local.root}scripts/${each.value}"
  source       = "${local.dist}/scripts/${each.value}"
  source_hash  = filesha256("${local.dist}/scripts/${each.value}")
  content_type = "text/plain; charset=utf-8"
  tags         = var.tags

  lifecycle {
    precondition {
      condition     = filesha256("${local.dist}/scripts/${each.value}") == dirname(each.value)
      error_message = "${each.value} does not have the SHA-256 that its folder says: build the documents anew."
    }
  }

  # Encrypted as the bucket says, from the first one on.
  depends_on = [aws_s3_bucket_server_side_encryption_configuration.store, aws_s3_bucket_versioning.store]
}

# Scripts of the applications' owners, which Patchline-Verify-Application runs.
resource "aws_s3_object" "application_script" {
  for_each = local.application_scripts

  bucket       = aws_s3_bucket.store.id
  key          = "${local.root}scripts/${each.value}"
  source       = "${var.application_scripts}/${each.key}"
  source_hash  = filesha256("${var.application_scripts}/${each.key}")
  content_type = "text/plain; charset=utf-8"
  tags         = var.tags

  lifecycle {
    precondition {
      condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]{0,62}[.]ps1$", each.key))
      error_message = "${each.key}: the document takes names of 1 to 63 letters, digits and hyphens, and .ps1."
    }
  }

  depends_on = [aws_s3_bucket_server_side_encryption_configuration.store, aws_s3_bucket_versioning.store]
}
