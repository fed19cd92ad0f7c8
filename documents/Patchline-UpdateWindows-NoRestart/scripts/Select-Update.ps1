# Which updates are wanted. It runs in the process that talks to the Windows Update
# Agent.

. (Join-Path $PSScriptRoot '../../module/clock.ps1')
. (Join-Path $PSScriptRoot '../../module/hresult.ps1')
. (Join-Path $PSScriptRoot '../../module/windowsupdate.ps1')
. (Join-Path $PSScriptRoot '../../module/classification.ps1')
. (Join-Path $PSScriptRoot '../../module/history.ps1')

function New-UpdateFilter {
    <#
    .SYNOPSIS
    Reads the document's parameters; lists are separated by commas.
    .OUTPUTS
    A hashtable; an empty list stands for any, $null for no bound in time.
    #>
    param([hashtable]$Options)
    if ($Options.Mode -notin 'Install', 'Scan') { throw "parameter Mode: ""$($Options.Mode)"" is neither Install nor Scan" }
    if ($Options.IgnorePendingReboot -notin 'true', 'false') {
        throw "parameter IgnorePendingReboot: ""$($Options.IgnorePendingReboot)"" is neither true nor false"
    }
    $filter = @{ Published = $null; Before = $null }
    foreach ($name in 'Classifications', 'Severities', 'Allow', 'Deny') {
        $filter[$name] = @($Options[$name].Split(',') | ForEach-Object { $_.Trim() } | Where-Object { $_ })
    }
    if ($Options.ApprovalDelayDays -notmatch '^[0-9]{1,3}$') {
        throw "parameter ApprovalDelayDays: ""$($Options.ApprovalDelayDays)"" is not a number of days"
    }
    if ([int]$Options.ApprovalDelayDays -gt 0) { $filter.Published = (Get-UtcNow).AddDays(-[int]$Options.ApprovalDelayDays) }
    if ($Options.CutOffDate) {
        $day = [datetime]::MinValue
        $invariant = [System.Globalization.CultureInfo]::InvariantCulture
        if (-not [datetime]::TryParseExact($Options.CutOffDate, 'yyyy-MM-dd', $invariant, 'None', [ref]$day)) {
            throw "parameter CutOffDate: ""$($Options.CutOffDate)"" is not a day as 2024-06-30"
        }
        $filter.Before = $day.AddDays(1)
    }
    $filter
}

function Test-WantedUpdate {
    <#
    .SYNOPSIS
    Tells whether the filter takes an update. Names are compared without regard to
    case.
    #>
    param($Update, [hashtable]$Filter)
    # It waits for its reboot, and the search shows it all the same.
    if ($Update.RebootRequired) { return $false }
    $names = @([string]$Update.Identity.UpdateID)
    for ($n = 0; $n -lt $Update.KBArticleIDs.Count; $n++) {
        $article = [string]$Update.KBArticleIDs.Item($n)
        # Defender's definitions can report success after a failure.
        if ($article -eq '2267602') { return $false }
        $names += $article, "KB$article"
    }
    if (Test-Common $names $Filter.Deny) { return $false }
    if ($Filter.Allow.Count -gt 0 -and -not (Test-Common $names $Filter.Allow)) { return $false }
    if ($Filter.Classifications.Count -gt 0 -and (Get-UpdateClassification $Update) -notin $Filter.Classifications) { return $false }
    $severity = if ($Update.MsrcSeverity) { $Update.MsrcSeverity } else { 'Unspecified' }
    if ($Filter.Severities.Count -gt 0 -and $severity -notin $Filter.Severities) { return $false }
    # In UTC, though the COM object does not say so.
    $published = $Update.LastDeploymentChangeTime
    if ($null -ne $Filter.Published -and $published -gt $Filter.Published) { return $false }
    $null -eq $Filter.Before -or $published -lt $Filter.Before
}

function Test-Common {
    <#
    .SYNOPSIS
    Tells whether two lists have a text in common.
    #>
    param([string[]]$One, [string[]]$Other)
    foreach ($text in $One) {
        if ($text -in $Other) { return $true }
    }
    $false
}

function Get-UpdateFact {
    <#
    .SYNOPSIS
    Gives what a row says of an update, beside its result.
    #>
    param($Update)
    $article = Get-UpdateArticle $Update
    @{
        UpdateName     = [string]$Update.Title
        KB             = if ($article) { "KB$article" } else { '' }
        UpdateId       = [string]$Update.Identity.UpdateID
        Classification = Get-UpdateClassification $Update
        Severity       = [string]$Update.MsrcSeverity
    }
}

function Get-FailedAttempt {
    <#
    .SYNOPSIS
    Counts for each update, by UpdateId, how often it has failed within seven days
    and not succeeded since. Succeeding with errors counts as failing: some updates
    do so for ever.
    #>
    param($Session)
    $failures = @{}
    $succeeded = @{}
    $since = (Get-UtcNow).AddDays(-7)
    foreach ($attempt in Get-UpdateHistory $Session) {
        if ($attempt.Uninstall -or $attempt.At -lt $since -or $succeeded.ContainsKey($attempt.UpdateId)) { continue }
        if ($attempt.ResultCode -eq 2) { $succeeded[$attempt.UpdateId] = $true }
        if ($attempt.ResultCode -in 3, 4, 5) { $failures[$attempt.UpdateId] = 1 + $failures[$attempt.UpdateId] }
    }
    $failures
}
