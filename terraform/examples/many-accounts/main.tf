# Jenkins and the store in one account, fleets in two others, the objects
# encrypted by a key of one's own.

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

provider "aws" {
  alias  = "shop"
  region = "eu-central-1"

  assume_role {
    role_arn = "arn:aws:iam::444455556666:role/terraform"
  }
}

provider "aws" {
  alias  = "warehouse"
  region = "eu-central-1"

  assume_role {
    role_arn = "arn:aws:iam::777788889999:role/terraform"
  }
}

module "patchline" {
  source = "../.."

  bucket          = "acme-patchline"
  prefix          = "prod"
  kms_key_arn     = "arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-1111-2222-3333-444455556666"
  target_accounts = ["444455556666", "777788889999"]
  vss             = true

  # Jenkins runs outside of AWS, and comes by a role that it has already.
  existing_jenkins_role = "jenkins"
}

module "shop" {
  source    = "../../modules/target"
  providers = { aws = aws.shop }

  home    = module.patchline.target
  regions = ["eu-central-1", "us-east-1"]
  vss     = true
}

module "warehouse" {
  source    = "../../modules/target"
  providers = { aws = aws.warehouse }

  home    = module.patchline.target
  regions = ["eu-central-1"]
  vss     = true

  # Its volumes are encrypted by a key of its own.
  volume_key_arns = ["arn:aws:kms:eu-central-1:777788889999:key/0a1b2c3d-1111-2222-3333-777788889999"]
}

output "targets_yaml" {
  description = "The file for discover --targets."
  value       = yamlencode({ targets = concat(module.shop.targets, module.warehouse.targets) })
}
