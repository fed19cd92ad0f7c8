# One account whose instances are patched from another: the role that Jenkins
# assumes, the documents in each Region, and what instances need.

data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

module "documents" {
  source = "../documents"

  path    = var.documents_path == null ? "${path.module}/../../../documents/dist" : var.documents_path
  regions = var.regions
  tags    = var.tags
}

module "policies" {
  source = "../policies"

  partition        = data.aws_partition.this.partition
  account          = data.aws_caller_identity.this.account_id
  bucket           = var.home.bucket
  prefix           = var.home.prefix
  store_key_arn    = var.home.kms_key_arn
  documents        = module.documents.names
  fleet_tag        = var.fleet_tag
  jenkins_role_arn = var.home.jenkins_role_arn
  vss              = var.vss
  volume_key_arns  = var.volume_key_arns
}

module "instances" {
  source = "../instances"

  role_name      = var.home.instance_role_name
  existing_roles = var.existing_instance_roles
  policy         = module.policies.instance
  vss            = var.vss
  tags           = var.tags
}

resource "aws_iam_role" "target" {
  name        = var.home.target_role_name
  description = "Patchline's stages, run by Jenkins of another account"
  tags        = var.tags

  assume_role_policy = templatefile("${path.module}/../policies/templates/trust.json.tftpl", {
    principals = jsonencode({ AWS = [var.home.jenkins_role_arn] })
  })
}

resource "aws_iam_policy" "target" {
  name        = var.home.target_role_name
  description = "What Patchline's stages call in this account, and nothing else"
  policy      = module.policies.fleet
  tags        = var.tags
}

resource "aws_iam_role_policy_attachment" "target" {
  role       = aws_iam_role.target.name
  policy_arn = aws_iam_policy.target.arn
}
