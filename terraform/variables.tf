variable "bucket" {
  description = "Name of the bucket that is made for the store."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket))
    error_message = "Give 3 to 63 lower-case letters, digits and hyphens, without dots: a dot breaks the TLS name."
  }
}

variable "prefix" {
  description = "Prefix of the store in its bucket, without slashes at its ends; empty for none. PATCHLINE_STORE is s3://bucket/prefix."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*)?$", var.prefix))
    error_message = "Give letters, digits, dots, hyphens and underscores, parted by single slashes."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the bucket; null for S3's own keys (SSE-S3). Its key policy must let IAM decide, also of each account in target_accounts."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "Give a key's ARN, and not that of an alias."
  }
}

variable "documents_path" {
  description = "Folder of the built documents; null for documents/dist beside this module."
  type        = string
  default     = null
}

variable "application_scripts" {
  description = "Folder of scripts of your own (*.ps1) for Patchline-Verify-Application; null for none. The output of this name says how its parameter Script calls them."
  type        = string
  default     = null
}

variable "regions" {
  description = "Regions of this account in which instances are patched; empty for the provider's own."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for region in var.regions : can(regex("^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$", region))])
    error_message = "Give codes of Regions, such as eu-central-1."
  }
}

variable "share_documents_with" {
  description = "Accounts that may see and run the documents of this account by their ARN. Patchline needs none: it sends documents of each instance's own account, by name."
  type        = set(string)
  default     = []
}

variable "fleet_tag" {
  description = "Tag of the instances that may be patched: its key, and patterns of its values. Nothing else is started, stopped, rebooted, snapshot or sent a document."
  type = object({
    key    = string
    values = optional(list(string), ["*"])
  })
  default = { key = "PatchGroup" }

  validation {
    condition     = can(regex("^[A-Za-z0-9 _.:/=+@-]{1,128}$", var.fleet_tag.key)) && length(var.fleet_tag.values) > 0
    error_message = "Give a tag's key, and one pattern of a value at least."
  }
}

variable "jenkins_role_name" {
  description = "Name of the role that is made for Jenkins."
  type        = string
  default     = "patchline-jenkins"
}

variable "jenkins_principals" {
  description = "Who may assume Jenkins' role. With the service of EC2 among them it gets an instance profile as well."
  type        = map(list(string))
  default     = { Service = ["ec2.amazonaws.com"] }

  validation {
    condition     = alltrue([for kind in keys(var.jenkins_principals) : contains(["AWS", "Service"], kind)])
    error_message = "The kinds of principals are AWS and Service."
  }
}

variable "existing_jenkins_role" {
  description = "Name of a role that Jenkins has already: it is given the policy, and no role is made. Null to make one."
  type        = string
  default     = null
}

variable "target_accounts" {
  description = "Other accounts whose instances are patched. Each needs the module modules/target, with the same names of roles."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for account in var.target_accounts : can(regex("^[0-9]{12}$", account))])
    error_message = "An account is 12 digits."
  }
}

variable "target_role_name" {
  description = "Name of the role that Jenkins assumes in each of target_accounts."
  type        = string
  default     = "patchline-target"
}

variable "instance_role_name" {
  description = "Name of the role that is made for instances, here and in each of target_accounts."
  type        = string
  default     = "patchline-instance"
}

variable "existing_instance_roles" {
  description = "Names of roles that instances of this account have already: each is given the policy of an instance."
  type        = set(string)
  default     = []
}

variable "existing_target_instance_roles" {
  description = "ARNs of roles that instances of target_accounts have already: the bucket lets them in."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.existing_target_instance_roles : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$", arn))])
    error_message = "Give ARNs of roles."
  }
}

variable "vss" {
  description = "Whether snapshots may be taken through VSS (snapshot --vss)."
  type        = bool
  default     = false
}

variable "volume_key_arns" {
  description = "ARNs of the customer managed KMS keys of this account's encrypted volumes: an instance with one does not start without."
  type        = set(string)
  default     = []
}

variable "runs_days" {
  description = "Days after which what a run has left is deleted. Never: 0."
  type        = number
  default     = 400

  validation {
    condition     = var.runs_days == 0 || var.runs_days >= 30
    error_message = "Give 0 or 30 at least: a run is gone on with for days, and restarts may follow it."
  }
}

variable "lists_days" {
  description = "Days after which an instance's list of updates is deleted, with which a later run's may be compared. Never: 0."
  type        = number
  default     = 400

  validation {
    condition     = var.lists_days == 0 || var.lists_days >= 30
    error_message = "Give 0 or 30 at least: a list is for the next run of the instance."
  }
}

variable "noncurrent_days" {
  description = "Days for which a version is kept that was written over or deleted."
  type        = number
  default     = 90

  validation {
    condition     = var.noncurrent_days >= 1
    error_message = "Give 1 at least."
  }
}

variable "history_database" {
  description = "Name of the Glue database that is made for Athena over the store's history, with a table a kind; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.history_database == null || can(regex("^[a-z0-9_]{1,255}$", var.history_database))
    error_message = "Give lower-case letters, digits and underscores."
  }
}

variable "history_regions" {
  description = "Regions whose instances the tables of the history show; empty for those of regions, and without these the provider's own."
  type        = set(string)
  default     = []
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = {}
}
