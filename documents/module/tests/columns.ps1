# Writes the columns of each CSV that is asked for, a line each.
. (Join-Path $PSScriptRoot '../columns.ps1')
foreach ($kind in $args) { "${kind}: $((Get-CsvColumn $kind) -join ',')" }
