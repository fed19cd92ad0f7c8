# Which updates are wanted. It runs in the process that talks to the Windows Update
# Agent.

# Time. All moments inside a document are in UTC.

function Get-UtcNow {
    <#
    .SYNOPSIS
    Gives the present moment in UTC.
    #>
    (Get-Date).ToUniversalTime()
}

function Format-Moment {
    <#
    .SYNOPSIS
    Writes a moment in UTC as RFC 3339; nothing where there is none.
    .PARAMETER Fraction
    .FFFFFFF for fractions of a second; nothing for none.
    #>
    param($Moment, [string]$Fraction = '')
    if ($null -eq $Moment) { return '' }
    # The culture matters: it decides what ':' stands for.
    $Moment.ToString("yyyy-MM-ddTHH:mm:ss${Fraction}Z", [System.Globalization.CultureInfo]::InvariantCulture)
}

# Errors of Windows, with the HRESULT's name.

# HRESULTs: how Windows says what went wrong.

function Format-HResult {
    <#
    .SYNOPSIS
    Writes an HRESULT as 0x and 8 hexadecimal digits; nothing for success.
    #>
    param([int]$HResult)
    if ($HResult -eq 0) { return '' }
    '0x{0:X8}' -f $HResult
}

function Get-ErrorHResult {
    <#
    .SYNOPSIS
    Gives the HRESULT that Windows ended a call with; 0 where the error is
    PowerShell's or .NET's own.
    .DESCRIPTION
    PowerShell and .NET wrap exceptions: the innermost one that Windows has given
    a code counts. COM interop makes other exceptions of some HRESULTs
    (UnauthorizedAccessException of E_ACCESSDENIED), so the type does not tell.
    #>
    param([System.Exception]$Exception)
    $found = 0
    while ($null -ne $Exception) {
        # 0x8013xxxx is .NET's own facility (corerror.h).
        if (('{0:X8}' -f $Exception.HResult) -notlike '8013*') { $found = $Exception.HResult }
        $Exception = $Exception.InnerException
    }
    $found
}

# The names of HRESULTs that updates end with. Sources: "Windows Update error
# codes by component" (wuerror.h), "Windows Update common errors and mitigation"
# (cbserr.h) and winerror.h, whose Win32 codes are 0x8007 and the code.

function Get-HResultName {
    <#
    .SYNOPSIS
    Gives the name that Microsoft's headers have for an HRESULT written as
    0x80240024; nothing where this table has none.
    #>
    param([string]$HResult)
    # One text, since a document must be small.
    $names = @'
00240001 WU_S_SERVICE_STOP
00240005 WU_S_REBOOT_REQUIRED
00240006 WU_S_ALREADY_INSTALLED
80240001 WU_E_NO_SERVICE
80240003 WU_E_UNKNOWN_ID
80240007 WU_E_INVALIDINDEX
80240009 WU_E_OPERATIONINPROGRESS
8024000B WU_E_CALL_CANCELLED
80240016 WU_E_INSTALL_NOT_ALLOWED
80240017 WU_E_NOT_APPLICABLE
80240019 WU_E_EXCLUSIVE_INSTALL_CONFLICT
8024001E WU_E_SERVICE_STOP
80240020 WU_E_NO_INTERACTIVE_USER
80240021 WU_E_TIME_OUT
80240022 WU_E_ALL_UPDATES_FAILED
80240023 WU_E_EULAS_DECLINED
80240024 WU_E_NO_UPDATE
80240025 WU_E_USER_ACCESS_DISABLED
8024002C WU_E_BIN_SOURCE_ABSENT
8024002D WU_E_SOURCE_ABSENT
8024002E WU_E_WU_DISABLED
80240032 WU_E_INVALID_CRITERIA
80240438 WU_E_PT_ENDPOINT_UNREACHABLE
80240FFF WU_E_UNEXPECTED
8024200D WU_E_UH_NEEDANOTHERDOWNLOAD
80242014 WU_E_UH_POSTREBOOTSTILLPENDING
80244010 WU_E_PT_EXCEEDED_MAX_SERVER_TRIPS
80244011 WU_E_PT_SUS_SERVER_NOT_SET
80244017 WU_E_PT_HTTP_STATUS_DENIED
80244018 WU_E_PT_HTTP_STATUS_FORBIDDEN
80244019 WU_E_PT_HTTP_STATUS_NOT_FOUND
8024401B WU_E_PT_HTTP_STATUS_PROXY_AUTH_REQ
8024401C WU_E_PT_HTTP_STATUS_REQUEST_TIMEOUT
8024401F WU_E_PT_HTTP_STATUS_SERVER_ERROR
80244022 WU_E_PT_HTTP_STATUS_SERVICE_UNAVAIL
80244023 WU_E_PT_HTTP_STATUS_GATEWAY_TIMEOUT
8024402C WU_E_PT_WINHTTP_NAME_NOT_RESOLVED
80242017 WU_E_UH_NEW_SERVICING_STACK_REQUIRED
8024201D WU_E_UH_HANDLER_DISABLEDUNTILREBOOT
80246007 WU_E_DM_NOTDOWNLOADED
80070005 E_ACCESSDENIED
80070020 ERROR_SHARING_VIOLATION
80070070 ERROR_DISK_FULL
80070422 ERROR_SERVICE_DISABLED
8007045B ERROR_SHUTDOWN_IN_PROGRESS
80070641 ERROR_INSTALL_SERVICE_FAILURE
80070643 ERROR_INSTALL_FAILURE
80070652 ERROR_INSTALL_ALREADY_RUNNING
80070BC9 ERROR_FAIL_REBOOT_REQUIRED
80070BC2 ERROR_SUCCESS_REBOOT_REQUIRED
80070002 ERROR_FILE_NOT_FOUND
8007000D ERROR_INVALID_DATA
8007000E E_OUTOFMEMORY
80072EE2 ERROR_INTERNET_TIMEOUT
80072EE7 ERROR_INTERNET_NAME_NOT_RESOLVED
80072EFD ERROR_INTERNET_CANNOT_CONNECT
80072EFE ERROR_INTERNET_CONNECTION_ABORTED
80072F8F ERROR_INTERNET_SECURE_FAILURE
80073701 ERROR_SXS_ASSEMBLY_MISSING
80073712 ERROR_SXS_COMPONENT_STORE_CORRUPT
800F081E CBS_E_NOT_APPLICABLE
800F081F CBS_E_SOURCE_MISSING
800F0823 CBS_E_NEW_SERVICING_STACK_REQUIRED
800F0826 CBS_E_PENDING_VICTIM
800F0831 CBS_E_STORE_CORRUPTION
800F0920 CBS_E_HANG_DETECTED
800F0922 CBS_E_INSTALLERS_FAILED
800F0982 PSFX_E_MATCHING_COMPONENT_NOT_FOUND
'@
    if ($HResult -match '^0x([0-9A-F]{8})$' -and $names -match "(?m)^$($Matches[1]) (\w+)") { $Matches[1] } else { '' }
}


function Get-HResultText {
    <#
    .SYNOPSIS
    Gives an HRESULT with its name, if it has one.
    #>
    param([int]$HResult)
    $text = Format-HResult $HResult
    "$text $(Get-HResultName $text)".Trim()
}

function New-WindowsError {
    <#
    .SYNOPSIS
    Makes the exception to throw for what Windows has refused, with its HRESULT:
    a COMException has no text of its own.
    #>
    param([string]$What, [int]$HResult)
    [System.Runtime.InteropServices.COMException]::new("${What}: $(Get-HResultText $HResult)", $HResult)
}

function Invoke-Windows {
    <#
    .SYNOPSIS
    Calls Windows, and says on failure what was being done.
    #>
    param([string]$What, [scriptblock]$Call)
    try {
        & $Call
    } catch {
        $hresult = Get-ErrorHResult $_.Exception
        if ($hresult -eq 0) { throw "${What}: $($_.Exception.Message)" }
        throw (New-WindowsError $What $hresult)
    }
}

# The Windows Update Agent: every touch of its COM objects that searches. They stay
# in the thread that made them; what leaves it are hashtables of texts.



function New-UpdateSession {
    <#
    .SYNOPSIS
    Makes IUpdateSession. Windows keeps the name that it gives in its history.
    #>
    $session = New-Object -ComObject Microsoft.Update.Session
    $session.ClientApplicationID = 'Patchline'
    $session
}

function Find-Update {
    <#
    .SYNOPSIS
    Searches, and gives each IUpdate that was found.
    .DESCRIPTION
    A search can end without an exception and still have failed: OperationResultCode
    2 is success, 3 success with warnings.
    #>
    param($Session, [string]$Criteria)
    $what = 'the search for updates failed'
    $result = Invoke-Windows $what { $Session.CreateUpdateSearcher().Search($Criteria) }
    if ($result.ResultCode -notin 2, 3) { throw "$what with result code $($result.ResultCode)" }
    for ($n = 0; $n -lt $result.Updates.Count; $n++) { $result.Updates.Item($n) }
}

function Get-UpdateArticle {
    <#
    .SYNOPSIS
    Gives the digits of an update's article; nothing where it has none.
    #>
    param($Update)
    if ($Update.KBArticleIDs.Count -gt 0) { [string]$Update.KBArticleIDs.Item(0) } else { '' }
}

# Classifications of updates.

function Get-UpdateClassification {
    <#
    .SYNOPSIS
    Gives an update's classification in English; nothing where it has none.
    .DESCRIPTION
    ICategory.Name is in the language of Windows, its CategoryID is not. Source of
    the ids: "WSUS Classification GUIDs".
    #>
    param($Update)
    $names = @{
        '0FA1201D-4330-4FA8-8AE9-B877473B6441' = 'Security Updates'
        'E6CF1350-C01B-414D-A61F-263D14D133B4' = 'Critical Updates'
        '28BC880E-0592-4CBF-8F95-C79B17911D5F' = 'Update Rollups'
        'E0789628-CE08-4437-BE74-2495B842F43B' = 'Definition Updates'
        'CD5FFD1E-E932-4E3A-BF74-18BF0B1BBD83' = 'Updates'
        'B54E7D24-7ADD-428F-8B75-90A396FA584F' = 'Feature Packs'
        'EBFC1FC5-71A4-4F7B-9ACA-3B9A503104A0' = 'Drivers'
        '68C5B0A3-D1A6-4553-AE49-01D3A7827828' = 'Service Packs'
        'B4832BD8-E735-4761-8DAF-37F882276DAB' = 'Tools'
        '3689BDC8-B205-4AF4-8D4A-A63924C5E9D5' = 'Upgrades'
    }
    for ($n = 0; $n -lt $Update.Categories.Count; $n++) {
        $category = $Update.Categories.Item($n)
        if ($category.Type -ne 'UpdateClassification') { continue }
        if ($names.ContainsKey([string]$category.CategoryID)) { return $names[[string]$category.CategoryID] }
        return [string]$category.Name
    }
    ''
}

# The Windows Update Agent's history of what was installed, or failed to be.




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
