output "profile" {
  description = "Name of the instance profile."
  value       = aws_iam_instance_profile.this.name
}

output "role_arn" {
  description = "ARN of the role that is made."
  value       = aws_iam_role.this.arn
}

output "policy_arn" {
  description = "ARN of the policy."
  value       = aws_iam_policy.this.arn
}
