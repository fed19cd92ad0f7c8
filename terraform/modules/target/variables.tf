variable "home" {
  description = "The home account's output target: Jenkins' role, the store and the names of roles."
  type = object({
    jenkins_role_arn   = string
    bucket             = string
    prefix             = string
    kms_key_arn        = optional(string)
    target_role_name   = string
    instance_role_name = string
  })
}

variable "documents_path" {
  description = "Folder of the built documents; null for documents/dist beside this module's repository."
  type        = string
  default     = null
}

variable "regions" {
  description = "Regions of this account in which instances are patched."
  type        = set(string)

  validation {
    condition     = length(var.regions) > 0 && alltrue([for region in var.regions : can(regex("^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$", region))])
    error_message = "Give one code of a Region at least, such as eu-central-1."
  }
}

variable "fleet_tag" {
  description = "Tag of the instances that may be patched: its key, and patterns of its values."
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

variable "existing_instance_roles" {
  description = "Names of roles that instances have already: each is given the policy of an instance. Their ARNs belong into the home account's existing_target_instance_roles."
  type        = set(string)
  default     = []
}

variable "vss" {
  description = "Whether snapshots may be taken through VSS (snapshot --vss)."
  type        = bool
  default     = false
}

variable "volume_key_arns" {
  description = "ARNs of the customer managed KMS keys of this account's encrypted volumes."
  type        = set(string)
  default     = []
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = {}
}
