locals {
  names = toset([for file in fileset(var.path, "*.json") : trimsuffix(file, ".json")])

  # Null is the provider's own Region.
  regions = length(var.regions) == 0 ? { here = null } : { for region in var.regions : region => region }

  documents = merge([
    for place, region in local.regions : {
      for name in local.names : "${place}/${name}" => { name = name, region = region }
    }
  ]...)
}

# A changed document becomes a new version, and the provider makes that the
# default one. A run goes on with the version that it has pinned.
resource "aws_ssm_document" "this" {
  for_each = local.documents

  region          = each.value.region
  name            = each.value.name
  document_type   = "Command"
  document_format = "JSON"
  target_type     = "/AWS::EC2::Instance"
  content         = file("${var.path}/${each.value.name}.json")
  tags            = var.tags

  permissions = length(var.share_with) == 0 ? null : {
    type        = "Share"
    account_ids = join(",", sort(var.share_with))
  }

  lifecycle {
    precondition {
      condition     = jsondecode(file("${var.path}/${each.value.name}.json")).schemaVersion == "2.2"
      error_message = "${each.value.name} is not of schema 2.2, the only one that can be updated in place."
    }
  }
}
