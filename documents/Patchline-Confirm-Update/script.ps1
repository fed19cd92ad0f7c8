# Patchline document: Patchline-Confirm-Update
<#
.SYNOPSIS
Shows after the reboot whether each update that this run has installed is really
present, and where Windows still wants a reboot.
.DESCRIPTION
The marker has the boot time, and each source of a pending reboot as a count of
its own. An update that is not present makes the document fail.
#>
[CmdletBinding()]
param(
    [string]$Store = '',
    [string]$StoreRegion = '',
    [string]$RunId = '',
    [string]$Attempt = '',
    [string]$Instances = '',
    [int]$TimeoutSeconds = 3600
)
. (Join-Path $PSScriptRoot '../module/document.ps1')
. (Join-Path $PSScriptRoot '../module/storedcsv.ps1')
. (Join-Path $PSScriptRoot '../module/hotfix.ps1')
. (Join-Path $PSScriptRoot '../module/updateagent.ps1')

# How many of the updates that are not present the marker's sentence names; the CSV
# has all.
$ShownFailures = 5

function Find-UpdateState {
    <#
    .SYNOPSIS
    Searches, and gives by UpdateId how the Windows Update Agent sees each update:
    Installed and RebootRequired.
    #>
    param($Document)
    $found = Invoke-UpdateAgent $Document 'the search for updates' {
        foreach ($update in Find-Update (New-UpdateSession) 'IsInstalled=0 or IsInstalled=1 or RebootRequired=1') {
            @{ UpdateId = [string]$update.Identity.UpdateID; Installed = [bool]$update.IsInstalled; RebootRequired = [bool]$update.RebootRequired }
        }
    }
    $states = @{}
    foreach ($update in $found) { $states[$update.UpdateId] = $update }
    $states
}

function Get-Evidence {
    <#
    .SYNOPSIS
    Gives what else tells of an update: by UpdateId its last attempt, and by article
    the hot fixes.
    #>
    param($Document)
    $evidence = @{ Attempts = @{}; HotFixes = @{} }
    foreach ($attempt in Read-LatestAttempt $Document) { $evidence.Attempts[$attempt.UpdateId] = $attempt }
    foreach ($fix in Get-InstalledHotFix) { $evidence.HotFixes[$fix.KB] = $true }
    $evidence
}

function Resolve-Fate {
    <#
    .SYNOPSIS
    Tells what has become of an update that was installed and that the search does
    not show as installed.
    .DESCRIPTION
    One that the search does not show at all was superseded by a newer one, or its
    server no longer offers it: then a hot fix of its article, or a last attempt
    that succeeded, shows that it is there. Without any sign of it, it counts as
    rolled back.
    .OUTPUTS
    A hashtable: Result, and the HRESULT with which Windows has undone it.
    #>
    param([hashtable]$Evidence, $State, [string]$UpdateId, [string]$KB)
    $last = $Evidence.Attempts[$UpdateId]
    if ($null -eq $State) {
        $succeeded = $null -ne $last -and -not $last.Uninstall -and $last.ResultCode -in 2, 3
        if ($succeeded -or $Evidence.HotFixes.ContainsKey($KB)) { return @{ Result = 'Present' } }
    }
    @{ Result = 'RolledBack'; HResult = if ($null -ne $last) { $last.HResult } }
}

function Confirm-Update {
    <#
    .SYNOPSIS
    Adds a row for each update that was installed, and names those that are not
    present.
    #>
    param($Document, $Results, [hashtable]$States)
    $columns = @(Get-CsvColumn 'update-results')
    $name, $kb, $id, $result = foreach ($column in 'UpdateName', 'KB', 'UpdateId', 'Result') { [array]::IndexOf($columns, $column) }
    $counts = @{ Present = 'present'; PendingReboot = 'pending'; RolledBack = 'rolledBack' }
    $evidence = $null
    foreach ($row in $Results) {
        if ($row[$result] -notin 'Succeeded', 'SucceededWithErrors') { continue }
        $state = $States[$row[$id]]
        if ($state -and $state.RebootRequired) {
            $fate = @{ Result = 'PendingReboot' }
        } elseif ($state -and $state.Installed) {
            $fate = @{ Result = 'Present' }
        } else {
            if (-not $evidence) { $evidence = Get-Evidence $Document }
            $fate = Resolve-Fate $evidence $state $row[$id] $row[$kb]
        }
        $hresult = Format-HResult $fate['HResult']
        Add-Count $Document $counts[$fate.Result]
        Add-Row $Document @{
            UpdateName = $row[$name]; KB = $row[$kb]; UpdateId = $row[$id]
            HResult = $hresult; Result = $fate.Result; HResultName = Get-HResultName $hresult
        }
        if ($fate.Result -ne 'Present') { "$(if ($row[$kb]) { $row[$kb] } else { $row[$name] }) ($($fate.Result))" }
    }
}

$document = @{
    Name           = 'Patchline-Confirm-Update'
    Kind           = 'updates-confirmed'
    Store          = $Store
    StoreRegion    = $StoreRegion
    RunId          = $RunId
    Attempt        = $Attempt
    Instances      = $Instances
    TimeoutSeconds = $TimeoutSeconds
}
exit (Invoke-Document @document -Work {
        param($Document)
        $pending = Get-PendingReboot
        Add-Count $Document 'pendingComponentBasedServicing' ([int]$pending.ComponentBasedServicing)
        Add-Count $Document 'pendingWindowsUpdate' ([int]$pending.WindowsUpdate)
        Add-Count $Document 'pendingFileRename' ([int]$pending.FileRename)
        $states = Find-UpdateState $Document
        $results = Read-StoredCsv $Document 'update-results'
        if ($null -eq $results) { throw "there is nothing to confirm: this run has no update-results of $($Document.InstanceId)" }
        $absent = @(Confirm-Update $Document $results $states)
        if ($absent.Count -gt 0) {
            throw "$($absent.Count) of $($Document.Rows.Count) updates that were installed are not present: $(($absent | Select-Object -First $ShownFailures) -join ', ')"
        }
    })
