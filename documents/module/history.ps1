# The Windows Update Agent's history of what was installed, or failed to be.

. (Join-Path $PSScriptRoot 'hresult.ps1')
. (Join-Path $PSScriptRoot 'windowsupdate.ps1')

function Get-UpdateHistory {
    <#
    .SYNOPSIS
    Gives the attempts that Windows remembers, newest first, each a hashtable:
    UpdateId, Title, KB, At (UTC), ResultCode, HResult, Uninstall.
    .DESCRIPTION
    KB2267602, Microsoft Defender's definitions, is left out: they come several
    times a day and can report success after a failure.
    An entry that can't be read is left out: Windows has been seen to keep some
    without a title or an identity.
    #>
    param($Session)
    $searcher = $Session.CreateUpdateSearcher()
    $what = 'the history of updates could not be read'
    $count = Invoke-Windows $what { $searcher.GetTotalHistoryCount() }
    # Asked for no entries, QueryHistory throws WU_E_INVALIDINDEX.
    if ($count -le 0) { return }
    $entries = Invoke-Windows $what { , $searcher.QueryHistory(0, $count) }
    for ($n = 0; $n -lt $entries.Count; $n++) {
        $attempt = ConvertFrom-HistoryEntry $entries.Item($n)
        if ($null -ne $attempt -and $attempt.KB -ne 'KB2267602') { $attempt }
    }
}

function ConvertFrom-HistoryEntry {
    <#
    .SYNOPSIS
    Gives an IUpdateHistoryEntry as a hashtable; nothing where it can't be read.
    #>
    param($Entry)
    try {
        if (-not $Entry.UpdateIdentity.UpdateID) { return }
        @{
            UpdateId   = [string]$Entry.UpdateIdentity.UpdateID
            Title      = [string]$Entry.Title
            KB         = Get-TitleArticle $Entry.Title
            At         = $Entry.Date
            ResultCode = [int]$Entry.ResultCode
            HResult    = [int]$Entry.HResult
            Uninstall  = $Entry.Operation -eq 2 # uoUninstallation
        }
    } catch {
        return
    }
}

function Get-TitleArticle {
    <#
    .SYNOPSIS
    Finds an update's article where only its title is known, in any language.
    #>
    param([string]$Title)
    [regex]::Match($Title, 'KB[0-9]+').Value
}

function Get-LatestAttempt {
    <#
    .SYNOPSIS
    Gives the last attempt of each update, newest first.
    #>
    param($Session)
    $seen = @{}
    foreach ($attempt in Get-UpdateHistory $Session) {
        if (-not $seen.ContainsKey($attempt.UpdateId)) {
            $seen[$attempt.UpdateId] = $true
            $attempt
        }
    }
}

function Get-ResultName {
    <#
    .SYNOPSIS
    Gives an OperationResultCode as column Result has it.
    #>
    param([int]$ResultCode)
    switch ($ResultCode) {
        2 { 'Succeeded' }
        3 { 'SucceededWithErrors' }
        5 { 'Aborted' }
        default { 'Failed' }
    }
}
