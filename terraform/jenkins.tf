locals {
  makes_jenkins    = var.existing_jenkins_role == null
  jenkins_on_ec2   = local.makes_jenkins && contains(lookup(var.jenkins_principals, "Service", []), "ec2.amazonaws.com")
  jenkins_role     = local.makes_jenkins ? aws_iam_role.jenkins[0].name : data.aws_iam_role.jenkins[0].name
  jenkins_role_arn = local.makes_jenkins ? aws_iam_role.jenkins[0].arn : data.aws_iam_role.jenkins[0].arn
}

data "aws_iam_role" "jenkins" {
  count = local.makes_jenkins ? 0 : 1

  name = var.existing_jenkins_role
}

resource "aws_iam_role" "jenkins" {
  count = local.makes_jenkins ? 1 : 0

  name        = var.jenkins_role_name
  description = "Patchline's stages, run by Jenkins"
  tags        = var.tags

  assume_role_policy = templatefile("${path.module}/modules/policies/templates/trust.json.tftpl", {
    principals = jsonencode(var.jenkins_principals)
  })
}

resource "aws_iam_policy" "jenkins" {
  name        = var.jenkins_role_name
  description = "What Patchline's stages call, and nothing else"
  policy      = module.policies.jenkins
  tags        = var.tags
}

resource "aws_iam_role_policy_attachment" "jenkins" {
  role       = local.jenkins_role
  policy_arn = aws_iam_policy.jenkins.arn
}

resource "aws_iam_instance_profile" "jenkins" {
  count = local.jenkins_on_ec2 ? 1 : 0

  name = aws_iam_role.jenkins[0].name
  role = aws_iam_role.jenkins[0].name
  tags = var.tags
}
