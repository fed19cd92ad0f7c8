data "aws_partition" "this" {}

locals {
  managed = "arn:${data.aws_partition.this.partition}:iam::aws:policy"
  # By name, so that they are known before the roles are.
  roles = setunion([var.role_name], var.existing_roles)
}

# Only EC2 may assume it. Who else could would choose the name of the session,
# and with it which instance's keys it has.
resource "aws_iam_role" "this" {
  name        = var.role_name
  description = "Instances that Patchline patches"
  tags        = var.tags

  assume_role_policy = templatefile("${path.module}/../policies/templates/trust.json.tftpl", {
    principals = jsonencode({ Service = "ec2.${data.aws_partition.this.dns_suffix}" })
  })
}

resource "aws_iam_instance_profile" "this" {
  name = aws_iam_role.this.name
  role = aws_iam_role.this.name
  tags = var.tags
}

resource "aws_iam_policy" "this" {
  name        = var.role_name
  description = "An instance's own keys in Patchline's store"
  policy      = var.policy
  tags        = var.tags
}

resource "aws_iam_role_policy_attachment" "store" {
  for_each = local.roles

  role       = each.value
  policy_arn = aws_iam_policy.this.arn
  depends_on = [aws_iam_role.this]
}

# What the SSM agent needs. Roles that were there have that already.
resource "aws_iam_role_policy_attachment" "agent" {
  role       = aws_iam_role.this.name
  policy_arn = "${local.managed}/AmazonSSMManagedInstanceCore"
}

# What AWS' VSS components need on the instance.
resource "aws_iam_role_policy_attachment" "vss" {
  for_each = var.vss ? local.roles : toset([])

  role       = each.value
  policy_arn = "${local.managed}/AWSEC2VssSnapshotPolicy"
  depends_on = [aws_iam_role.this]
}
