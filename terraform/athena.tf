data "aws_region" "this" {}

locals {
  history_accounts = sort(concat([local.account], tolist(var.target_accounts)))
  history_regions  = sort(coalescelist(tolist(var.history_regions), tolist(var.regions), [data.aws_region.this.region]))
  history_root     = "s3://${var.bucket}/${local.root}history"
}

resource "aws_glue_catalog_database" "history" {
  count = var.history_database == null ? 0 : 1

  name        = var.history_database
  description = "Patchline: what was found and installed on each instance, run by run."
  tags        = var.tags
}

# Partitions are projected from the accounts, Regions and months: nothing has to
# be crawled. All columns are text, since a cell may be empty.
resource "aws_glue_catalog_table" "history" {
  for_each = var.history_database == null ? {} : local.history_columns

  name          = replace(each.key, "-", "_")
  database_name = aws_glue_catalog_database.history[0].name
  table_type    = "EXTERNAL_TABLE"

  parameters = {
    EXTERNAL                    = "TRUE"
    classification              = "csv"
    "skip.header.line.count"    = "1"
    "projection.enabled"        = "true"
    "projection.account.type"   = "enum"
    "projection.account.values" = join(",", local.history_accounts)
    "projection.region.type"    = "enum"
    "projection.region.values"  = join(",", local.history_regions)
    "projection.year.type"      = "integer"
    "projection.year.range"     = "2025,2050"
    "projection.month.type"     = "integer"
    "projection.month.range"    = "1,12"
    "projection.month.digits"   = "2"
    "storage.location.template" = "${local.history_root}/${each.key}/account=$${account}/region=$${region}/year=$${year}/month=$${month}/"
  }

  dynamic "partition_keys" {
    for_each = [["account", "string"], ["region", "string"], ["year", "int"], ["month", "int"]]
    content {
      name = partition_keys.value[0]
      type = partition_keys.value[1]
    }
  }

  storage_descriptor {
    location      = "${local.history_root}/${each.key}/"
    input_format  = "org.apache.hadoop.mapred.TextInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

    ser_de_info {
      serialization_library = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
      parameters = {
        separatorChar = ","
        quoteChar     = "\""
        # A character that never occurs: a backslash would be taken out of paths.
        escapeChar = "\u0001"
      }
    }

    dynamic "columns" {
      for_each = each.value
      content {
        name = columns.value
        type = "string"
      }
    }
  }
}
