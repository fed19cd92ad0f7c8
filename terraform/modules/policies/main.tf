# The policies as documents. There is no provider in here, so that they can be
# looked at and tested without an account. The templates are read by the Go tests
# in internal/policy as well: they take names only, and no expressions.

locals {
  root = var.prefix == "" ? "" : "${var.prefix}/"

  values = {
    partition    = var.partition
    account      = var.account
    bucket_arn   = "arn:${var.partition}:s3:::${var.bucket}"
    root         = local.root
    store_key    = var.store_key_arn == null ? "" : var.store_key_arn
    documents    = jsonencode([for name in sort(var.documents) : "arn:${var.partition}:ssm:*:${var.account}:document/${name}"])
    tag_key      = var.fleet_tag.key
    tag_values   = jsonencode(var.fleet_tag.values)
    run_writers  = jsonencode([var.jenkins_role_arn])
    target_roles = jsonencode(sort(var.target_role_arns))
    volume_keys  = jsonencode(sort(var.volume_key_arns))
  }

  statements = {
    for name in ["assume", "bucket", "fleet", "fleet-keys", "fleet-vss", "instance-store", "jenkins-store", "store-key"] :
    name => jsondecode(templatefile("${path.module}/templates/${name}.json.tftpl", local.values)).Statement
  }

  # What not everybody needs. A filter, since a conditional would want both of
  # its sides to be of one type.
  store_key  = [for s in local.statements["store-key"] : s if var.store_key_arn != null]
  assume     = [for s in local.statements["assume"] : s if length(var.target_role_arns) > 0]
  fleet_vss  = [for s in local.statements["fleet-vss"] : s if var.vss]
  fleet_keys = [for s in local.statements["fleet-keys"] : s if length(var.volume_key_arns) > 0]

  fleet    = concat(local.statements["fleet"], local.fleet_vss, local.fleet_keys)
  jenkins  = concat(local.statements["jenkins-store"], local.store_key, local.assume, local.fleet)
  instance = concat(local.statements["instance-store"], local.store_key)

  # The bucket lets instances of other accounts do what their own policy does.
  # The account is the principal and the role a condition: so this stands before
  # the role is made.
  other_accounts = [
    for account in distinct([for arn in sort(var.instance_role_arns) : split(":", arn)[4]]) :
    "arn:${var.partition}:iam::${account}:root"
  ]
  other_instances = [
    for s in local.statements["instance-store"] : merge(s, {
      Sid       = "Other${s.Sid}"
      Principal = { AWS = local.other_accounts }
      Condition = merge(lookup(s, "Condition", {}), {
        ArnEquals = { "aws:PrincipalArn" = sort(var.instance_role_arns) }
      })
    }) if length(var.instance_role_arns) > 0
  ]
  bucket = concat(local.statements["bucket"], local.other_instances)
}
