terraform {
  required_version = ">= 1.9"

  required_providers {
    # From 6.0 on each resource takes a Region of its own.
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0.0, < 7.0.0"
    }
  }
}
