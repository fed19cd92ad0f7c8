variable "role_name" {
  description = "Name of the role that is made, and of its instance profile and policy."
  type        = string
}

variable "existing_roles" {
  description = "Names of roles that instances have already: each is given the policy."
  type        = set(string)
  default     = []
}

variable "policy" {
  description = "Policy of an instance, as JSON."
  type        = string
}

variable "vss" {
  description = "Whether instances may take snapshots through VSS."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of everything that is made."
  type        = map(string)
  default     = {}
}
