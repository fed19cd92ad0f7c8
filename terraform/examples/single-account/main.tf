# One account: Jenkins on an EC2 instance, and the fleet in two Regions.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0.0, < 7.0.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

module "patchline" {
  source = "../.."

  bucket  = "acme-patchline"
  prefix  = "prod"
  regions = ["eu-central-1", "eu-west-1"]

  # Only what is tagged so is ever touched.
  fleet_tag = { key = "PatchGroup", values = ["prod-*"] }

  # Roles that instances have already.
  existing_instance_roles = ["web-server", "database"]
}

output "store" {
  description = "PATCHLINE_STORE of the Jenkins jobs."
  value       = module.patchline.store
}

output "jenkins_instance_profile" {
  description = "Instance profile for the Jenkins agents."
  value       = module.patchline.jenkins_instance_profile
}
