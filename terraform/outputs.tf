output "store" {
  description = "The store, as --store and PATCHLINE_STORE take it."
  value       = var.prefix == "" ? "s3://${aws_s3_bucket.store.bucket}" : "s3://${aws_s3_bucket.store.bucket}/${var.prefix}"
}

output "bucket" {
  description = "Name of the store's bucket."
  value       = aws_s3_bucket.store.bucket
}

output "jenkins_role_arn" {
  description = "ARN of Jenkins' role."
  value       = local.jenkins_role_arn
}

output "jenkins_instance_profile" {
  description = "Name of the instance profile of Jenkins' role; null without one."
  value       = one(aws_iam_instance_profile.jenkins[*].name)
}

output "instance_profile" {
  description = "Name of the instance profile for instances that have no role yet."
  value       = module.instances.profile
}

output "instance_policy_arn" {
  description = "ARN of the policy of an instance, for roles that are made elsewhere."
  value       = module.instances.policy_arn
}

output "documents" {
  description = "Names of the documents."
  value       = module.documents.names
}

output "application_scripts" {
  description = "The scripts of your own, each as the parameter Script of Patchline-Verify-Application takes it."
  value       = local.application_scripts
}

output "target" {
  description = "What modules/target needs to know, as its variable home takes it."
  value = {
    jenkins_role_arn   = local.jenkins_role_arn
    bucket             = var.bucket
    prefix             = var.prefix
    kms_key_arn        = var.kms_key_arn
    target_role_name   = var.target_role_name
    instance_role_name = var.instance_role_name
  }
}

output "history_database" {
  description = "Name of the Glue database of the history; null without one."
  value       = var.history_database
}
