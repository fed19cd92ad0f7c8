# CSVs of this run that an earlier document of the instance has left.

. (Join-Path $PSScriptRoot 'csv.ps1')
. (Join-Path $PSScriptRoot 'keys.ps1')
. (Join-Path $PSScriptRoot 's3.ps1')

function Read-StoredCsv {
    <#
    .SYNOPSIS
    Gives a CSV's rows as an ArrayList, or $null where the run has none.
    #>
    param($Document, [string]$Kind)
    $bytes = Read-StoreObject $Document (Get-CsvKey $Document $Kind) "the CSV $Kind could not be read"
    if ($null -eq $bytes) { return }
    , (ConvertFrom-CsvText $Kind ([System.Text.Encoding]::UTF8.GetString($bytes)))
}
