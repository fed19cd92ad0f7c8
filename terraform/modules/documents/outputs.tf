output "names" {
  description = "Names of the documents."
  value       = local.names
}
