variable "path" {
  description = "Folder of the built documents: NAME.json each, of schema 2.2."
  type        = string
}

variable "regions" {
  description = "Regions in which the documents are made; empty for the provider's own. A document belongs to one account and Region."
  type        = set(string)
  default     = []
}

variable "share_with" {
  description = "Accounts that may see and run the documents by their ARN."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for account in var.share_with : can(regex("^[0-9]{12}$", account))])
    error_message = "An account is 12 digits."
  }
}

variable "tags" {
  description = "Tags of the documents."
  type        = map(string)
  default     = {}
}
