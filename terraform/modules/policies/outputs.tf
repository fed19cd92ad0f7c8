output "jenkins" {
  description = "Policy of Jenkins' role: the store, the fleet of its own account, and the roles that it assumes."
  value       = jsonencode({ Version = "2012-10-17", Statement = local.jenkins })
}

output "fleet" {
  description = "Policy of a role that Jenkins assumes: the fleet of its account."
  value       = jsonencode({ Version = "2012-10-17", Statement = local.fleet })
}

output "instance" {
  description = "Policy of an instance's role, besides what the SSM agent needs: the instance's own keys in the store."
  value       = jsonencode({ Version = "2012-10-17", Statement = local.instance })
}

output "bucket" {
  description = "Policy of the store's bucket."
  value       = jsonencode({ Version = "2012-10-17", Statement = local.bucket })
}
