# Lists of updates that are kept in the store beyond their run. internal/run/list.go
# has their keys too, and a test compares.

. (Join-Path $PSScriptRoot 'csv.ps1')
. (Join-Path $PSScriptRoot 's3.ps1')

# A list's moment: it sorts lists by their time where they are sorted by their names.
$ListMoment = "yyyyMMdd'T'HHmmss'Z'"

function Get-ListPrefix {
    <#
    .SYNOPSIS
    Gives what the keys of this instance's lists begin with.
    #>
    param($Document)
    ((@($Document.Prefix, 'lists', $Document.Identity) | Where-Object { $_ }) -join '/') + '/'
}

function Get-ListKey {
    <#
    .SYNOPSIS
    Gives the key under which this document keeps its list.
    #>
    param($Document)
    $at = $Document.Started.ToString($ListMoment, [System.Globalization.CultureInfo]::InvariantCulture)
    "$(Get-ListPrefix $Document)$at-$($Document.RunId)-$($Document.Kind -replace '^updates-').csv"
}

function Save-UpdateList {
    <#
    .SYNOPSIS
    Writes the document's rows as a list that outlives the run.
    #>
    param($Document)
    Write-StoreObject $Document (Get-ListKey $Document) (ConvertTo-CsvText $Document.Kind $Document.Rows) 'the list of updates'
}
