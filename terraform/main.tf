data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}

locals {
  account   = data.aws_caller_identity.this.account_id
  partition = data.aws_partition.this.partition
  root      = var.prefix == "" ? "" : "${var.prefix}/"
  dist      = var.documents_path == null ? "${path.module}/../documents/dist" : var.documents_path

  # By their names, where each lies below scripts/.
  application_scripts = var.application_scripts == null ? {} : {
    for name in fileset(var.application_scripts, "*.ps1") : name => "${filesha256("${var.application_scripts}/${name}")}/${name}"
  }
}

module "documents" {
  source = "./modules/documents"

  path       = local.dist
  regions    = var.regions
  share_with = var.share_documents_with
  tags       = var.tags
}

module "policies" {
  source = "./modules/policies"

  partition        = local.partition
  account          = local.account
  bucket           = var.bucket
  prefix           = var.prefix
  store_key_arn    = var.kms_key_arn
  documents        = module.documents.names
  fleet_tag        = var.fleet_tag
  jenkins_role_arn = local.jenkins_role_arn
  vss              = var.vss
  volume_key_arns  = var.volume_key_arns

  # By their names, and not by the roles themselves: those trust Jenkins' role,
  # so that it would have to be there before itself.
  target_role_arns = [
    for account in var.target_accounts : "arn:${local.partition}:iam::${account}:role/${var.target_role_name}"
  ]
  instance_role_arns = concat(
    [for account in var.target_accounts : "arn:${local.partition}:iam::${account}:role/${var.instance_role_name}"],
    tolist(var.existing_target_instance_roles),
  )
}

module "instances" {
  source = "./modules/instances"

  role_name      = var.instance_role_name
  existing_roles = var.existing_instance_roles
  policy         = module.policies.instance
  vss            = var.vss
  tags           = var.tags
}
