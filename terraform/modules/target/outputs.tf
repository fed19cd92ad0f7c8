output "targets" {
  description = "Entries for the file of discover --targets, one for each Region."
  value = [
    for region in sort(var.regions) : {
      account = data.aws_caller_identity.this.account_id
      region  = region
      role    = aws_iam_role.target.arn
    }
  ]
}

output "role_arn" {
  description = "ARN of the role that Jenkins assumes."
  value       = aws_iam_role.target.arn
}

output "instance_profile" {
  description = "Name of the instance profile for instances that have no role yet."
  value       = module.instances.profile
}

output "instance_policy_arn" {
  description = "ARN of the policy of an instance, for roles that are made elsewhere."
  value       = module.instances.policy_arn
}
