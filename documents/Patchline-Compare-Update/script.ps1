# Patchline document: Patchline-Compare-Update
<#
.SYNOPSIS
Compares two lists of updates: what is on the later and not on the earlier one
was installed.
.DESCRIPTION
The lists are this run's before and after. Where one of them is missing, they are
the last two that the store has kept of the instance, up to this run's last one. The
marker says which were compared.
#>
[CmdletBinding()]
param(
    [string]$Store = '',
    [string]$StoreRegion = '',
    [string]$RunId = '',
    [string]$Attempt = '',
    [string]$Instances = '',
    [int]$TimeoutSeconds = 1800
)
. (Join-Path $PSScriptRoot '../module/document.ps1')
. (Join-Path $PSScriptRoot '../module/storedcsv.ps1')
. (Join-Path $PSScriptRoot '../module/storedlists.ps1')

function Read-ListPair {
    <#
    .SYNOPSIS
    Gives the rows of the two lists, as Before and After, and notes which they are.
    #>
    param($Document)
    $pair = @{ After = Read-StoredCsv $Document 'updates-after' }
    $pair.Before = Read-StoredCsv $Document 'updates-before'
    $names = "$($Document.RunId)/before", "$($Document.RunId)/after"
    if ($null -eq $pair.Before -or $null -eq $pair.After) {
        $last = @(Select-LastList @(Get-StoredList $Document) $Document.RunId)
        if ($last.Count -lt 2) {
            $missing = if ($null -eq $pair.Before) { 'updates-before' } else { 'updates-after' }
            throw "there is nothing to compare: this run has no list $missing of $($Document.InstanceId), and the store has kept $($last.Count) of the 2 that are needed then"
        }
        $pair = @{ Before = Read-StoredList $Document $last[0]; After = Read-StoredList $Document $last[1] }
        $names = $last[0].Name, $last[1].Name
    }
    $Document.Compared = $names
    Write-Log "compared $($names -join ' with ')"
    $pair
}

function ConvertTo-Update {
    <#
    .SYNOPSIS
    Gives each row of a list as a hashtable.
    #>
    param($Rows)
    $columns = Get-CsvColumn 'updates-after' # and those of the list before
    foreach ($row in $Rows) {
        $update = @{}
        for ($n = 0; $n -lt $columns.Count; $n++) { $update[$columns[$n]] = $row[$n] }
        $update
    }
}

function Select-AddedUpdate {
    <#
    .SYNOPSIS
    Gives the updates of one list that another lacks: by UpdateId, or by article
    where one of the two has no more than that.
    #>
    param([hashtable[]]$Before, [hashtable[]]$After)
    $ids = @{}
    $articles = @{}
    $bare = @{}
    foreach ($update in $Before) {
        $ids[$update.UpdateId] = $true
        $articles[$update.KB] = $true
        if (-not $update.UpdateId) { $bare[$update.KB] = $true }
    }
    foreach ($update in $After) {
        $there = if ($update.UpdateId) { $ids.ContainsKey($update.UpdateId) -or $bare.ContainsKey($update.KB) } else { $articles.ContainsKey($update.KB) }
        if (-not $there) { $update }
    }
}

$document = @{
    Name           = 'Patchline-Compare-Update'
    Kind           = 'updates-installed'
    Store          = $Store
    StoreRegion    = $StoreRegion
    RunId          = $RunId
    Attempt        = $Attempt
    Instances      = $Instances
    TimeoutSeconds = $TimeoutSeconds
}
exit (Invoke-Document @document -Work {
        param($Document)
        $pair = Read-ListPair $Document
        foreach ($update in Select-AddedUpdate @(ConvertTo-Update $pair.Before) @(ConvertTo-Update $pair.After)) {
            Add-Row $Document @{ UpdateName = $update.UpdateName; KB = $update.KB; Date = $update.InstalledOn; UpdateId = $update.UpdateId }
        }
        Add-Count $Document 'installed' $Document.Rows.Count
    })
