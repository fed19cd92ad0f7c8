# Watches the process that installs, and makes rows and counts of what it tells. It
# runs in the document's own process.

. (Join-Path $PSScriptRoot '../../module/answer.ps1')
. (Join-Path $PSScriptRoot '../../module/job.ps1')

# How long after the deadline an installation that is under way is waited for; what
# is left of the reserve is for the CSV and the marker.
$InstallGrace = New-TimeSpan -Minutes 3

# How often the CSV is written while the installation goes on: what was installed
# must be known also when a restart cuts this document off.
$SaveEvery = New-TimeSpan -Minutes 5

function Watch-Installation {
    <#
    .SYNOPSIS
    Runs the script that installs in a process of its own, and throws where it has
    failed.
    #>
    param($Document, [string]$Script, [hashtable]$Options)
    $progress = @{ Searched = $false; Current = $null; Plan = [ordered]@{}; Saved = Get-UtcNow }
    $end = Get-AnswerEnd $Document
    $job = @{
        Script   = $Script
        Argument = $Options
        Receive  = { param($Record) Receive-InstallRecord $Document $progress $Record }
        Until    = { if ($progress.Searched) { $Document.Deadline + $InstallGrace } else { $end } }
    }
    if (-not (Invoke-Job @job)) {
        if (-not $progress.Searched) { throw (Get-NoAnswer 'the search for updates') }
        Stop-Installation $Document $progress $Options.TimeoutMinutes
    }
    Assert-Installed $Document
}

function Receive-InstallRecord {
    <#
    .SYNOPSIS
    Takes what the installing process tells.
    #>
    param($Document, [hashtable]$Progress, $Record)
    switch ($Record.Step) {
        'Log' { Write-Log $Record.Text }
        'Searched' { $Progress.Searched = $true }
        'Begun' { $Progress.Current = $Record.UpdateId }
        'Planned' {
            Add-Count $Document 'found'
            $Progress.Plan[$Record.UpdateId] = $Record
        }
        'Result' {
            if ($Progress.Plan.Contains($Record.UpdateId)) { $Progress.Plan.Remove($Record.UpdateId) } else { Add-Count $Document 'found' }
            Add-Result $Document $Record
            Save-Result $Document $Progress
        }
    }
}

function Save-Result {
    <#
    .SYNOPSIS
    Writes the CSV so far, from time to time. That it can't is no failure yet.
    #>
    param($Document, [hashtable]$Progress)
    if ((Get-UtcNow) -lt $Progress.Saved + $SaveEvery) { return }
    try { Write-Csv $Document } catch { Write-Log $_.Exception.Message }
    $Progress.Saved = Get-UtcNow
}

function Add-Result {
    <#
    .SYNOPSIS
    Adds one update's row, and counts it.
    #>
    param($Document, $Record)
    $counts = @{
        Succeeded = 'installed'; SucceededWithErrors = 'installed'; Failed = 'failed'; Aborted = 'failed'
        Skipped = 'skipped'; NotAttempted = 'notAttempted'
    }
    $hresult = Format-HResult $Record['HResult']
    if ($counts.ContainsKey($Record.Result)) { Add-Count $Document $counts[$Record.Result] }
    # The marker has the first failure's.
    if ($counts[$Record.Result] -eq 'failed' -and -not $Document.HResult) { $Document.HResult = $hresult }
    Write-Log "$($Record.KB) $($Record.UpdateId): $($Record.Result) $hresult $($Record['Note'])".TrimEnd()
    Add-Row $Document @{
        UpdateName     = $Record.UpdateName
        KB             = $Record.KB
        UpdateId       = $Record.UpdateId
        HResult        = $hresult
        Result         = $Record.Result
        HResultName    = [string]$Record['HResultName']
        Classification = $Record.Classification
        Severity       = $Record.Severity
        RebootRequired = [string][bool]$Record['RebootRequired']
        Note           = [string]$Record['Note']
    }
}

function Stop-Installation {
    <#
    .SYNOPSIS
    Notes what was under way and what was left when the time was over, and throws.
    #>
    param($Document, [hashtable]$Progress, [int]$TimeoutMinutes)
    $left = 0
    $current = ''
    foreach ($update in @($Progress.Plan.Values)) {
        if ($update.UpdateId -eq $Progress.Current) {
            $current = "$($update.KB) was still being installed when the time was over; "
            $outcome = @{ Result = 'Aborted'; Note = 'it was still being installed when the time was over: Windows may go on with it' }
        } else {
            $left++
            $outcome = @{ Result = 'NotAttempted'; Note = 'no time was left' }
        }
        Add-Result $Document ($update + $outcome)
    }
    throw "${current}no time was left for $left updates: the document's time-out is $TimeoutMinutes minutes"
}

function Assert-Installed {
    <#
    .SYNOPSIS
    Throws where all updates that were tried have failed. It judges as
    IInstallationResult does: some that fail are success with errors.
    #>
    param($Document)
    if (-not $Document.Counts.ContainsKey('failed') -or $Document.Counts.ContainsKey('installed')) { return }
    $columns = @(Get-CsvColumn $Document.Kind)
    $first = @($Document.Rows | Where-Object { $_[[array]::IndexOf($columns, 'Result')] -in 'Failed', 'Aborted' })[0]
    $why = "$($first[[array]::IndexOf($columns, 'HResult')]) $($first[[array]::IndexOf($columns, 'HResultName')])".Trim()
    if ($Document.Counts.failed -eq 1) { throw "the one update that was to be installed failed: $why" }
    throw "all $($Document.Counts.failed) updates that were to be installed failed, the first with $why"
}

function Merge-Result {
    <#
    .SYNOPSIS
    Puts this attempt's results in the place of those that earlier attempts of the
    run have left for the same updates, and keeps the others: a second run over the
    first must not forget what the first installed. What was attempted gives way to
    another attempt only.
    #>
    param($Document)
    $now = $Document.Rows
    $earlier = Read-StoredCsv $Document $Document.Kind
    $columns = @(Get-CsvColumn $Document.Kind)
    $id = [array]::IndexOf($columns, 'UpdateId')
    $result = [array]::IndexOf($columns, 'Result')
    $attempted = 'Succeeded', 'SucceededWithErrors', 'Failed', 'Aborted'
    $newer = @{}
    foreach ($row in $now) { $newer[$row[$id]] = $row }
    $merged = [System.Collections.ArrayList]@()
    foreach ($row in $earlier) {
        $again = $newer.ContainsKey($row[$id])
        if ($again -and -not ($row[$result] -in $attempted -and $newer[$row[$id]][$result] -notin $attempted)) { continue }
        [void]$merged.Add($row)
        $newer.Remove($row[$id])
    }
    foreach ($row in $now) {
        if ($newer.ContainsKey($row[$id])) { [void]$merged.Add($row) }
    }
    , $merged
}
