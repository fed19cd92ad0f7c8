variable "partition" {
  description = "AWS partition: aws, aws-cn or aws-us-gov."
  type        = string
}

variable "account" {
  description = "Account whose fleet the policies are for."
  type        = string
}

variable "bucket" {
  description = "Name of the store's bucket."
  type        = string
}

variable "prefix" {
  description = "Prefix of the store in its bucket, without slashes at its ends; may be empty."
  type        = string
}

variable "store_key_arn" {
  description = "ARN of the KMS key that encrypts the bucket; null for S3's own."
  type        = string
  default     = null
}

variable "documents" {
  description = "Names of the project's SSM documents."
  type        = set(string)
}

variable "fleet_tag" {
  description = "Tag of the instances that may be patched: its key, and patterns of its values."
  type = object({
    key    = string
    values = list(string)
  })
}

variable "jenkins_role_arn" {
  description = "ARN of Jenkins' role."
  type        = string
}

variable "target_role_arns" {
  description = "ARNs of the roles in other accounts that Jenkins assumes."
  type        = list(string)
  default     = []
}

variable "instance_role_arns" {
  description = "ARNs of the roles of instances in other accounts."
  type        = list(string)
  default     = []
}

variable "vss" {
  description = "Whether snapshots may be taken through VSS (snapshot --vss)."
  type        = bool
  default     = false
}

variable "volume_key_arns" {
  description = "ARNs of the KMS keys of the fleet's encrypted volumes, which StartInstances needs."
  type        = list(string)
  default     = []
}
