# The rows of a document's CSV, and its counts.

. (Join-Path $PSScriptRoot 'columns.ps1')

function Add-Row {
    <#
    .SYNOPSIS
    Adds a row to the document's CSV. Cells that are not given are empty; who and
    where is filled in.
    #>
    param($Document, [System.Collections.IDictionary]$Cells)
    $Cells['OwnerName'] = $Document.Labels.Owner
    $Cells['Application'] = $Document.Labels.Application
    $Cells['Domain'] = $Document.Computer.Domain
    $Cells['InstanceId'] = $Document.InstanceId
    $Cells['RunId'] = $Document.RunId
    [void]$Document.Rows.Add([string[]]@(foreach ($column in Get-CsvColumn $Document.Kind) { [string]$Cells[$column] }))
}

function Add-Count {
    <#
    .SYNOPSIS
    Adds to one of the marker's counts.
    #>
    param($Document, [string]$Name, [int]$Number = 1)
    if (-not $Document.Counts.ContainsKey($Name)) { $Document.Counts[$Name] = 0 }
    $Document.Counts[$Name] += $Number
}
