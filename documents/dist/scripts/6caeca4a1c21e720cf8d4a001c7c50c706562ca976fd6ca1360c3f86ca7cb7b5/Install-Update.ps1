# Installs the updates that are wanted, one after the other, so that each has its
# own result. It runs in the process that talks to the Windows Update Agent, and
# writes a record for each thing that happens: hashtables with Step, which the
# document makes rows and counts of.

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

# Where Windows notes that it wants a reboot.

function Get-PendingReboot {
    <#
    .SYNOPSIS
    Looks at each place. Any is whether a reboot is wanted: file renames alone are
    too noisy to count.
    #>
    $windows = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion'
    $pending = @{
        ComponentBasedServicing = Test-Path -LiteralPath "$windows\Component Based Servicing\RebootPending"
        WindowsUpdate           = Test-Path -LiteralPath "$windows\WindowsUpdate\Auto Update\RebootRequired"
        FileRename              = Test-PendingFileRename
    }
    $pending.Any = $pending.ComponentBasedServicing -or $pending.WindowsUpdate -or (Test-RebootRequired)
    $pending
}

function Test-PendingFileRename {
    <#
    .SYNOPSIS
    Tells whether files wait to be replaced at the next boot.
    #>
    $value = @{ LiteralPath = 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager'; Name = 'PendingFileRenameOperations' }
    $null -ne (Get-ItemProperty @value -ErrorAction Ignore)
}

function Test-RebootRequired {
    <#
    .SYNOPSIS
    Asks the Windows Update Agent, which may be out of order: then the registry
    alone has to do.
    #>
    try {
        (New-Object -ComObject Microsoft.Update.SystemInfo).RebootRequired
    } catch {
        $false
    }
}

# Restarts that installers begin by themselves.

function Stop-PendingRestart {
    <#
    .SYNOPSIS
    Calls a restart off that counts down, and tells whether there was one: an
    installer's own restart would cut the patch day off.
    .DESCRIPTION
    A restart without a countdown can't be called off.
    #>
    # What a program writes to standard error would end a script that stops at errors.
    $ErrorActionPreference = 'Continue'
    try {
        & "$env:SystemRoot\System32\shutdown.exe" /a 2>&1 | Out-Null
        $LASTEXITCODE -eq 0 # 1116 without one
    } catch {
        $false
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


function Install-WantedUpdate {
    <#
    .SYNOPSIS
    Searches, decides on each update that is wanted, and installs.
    .PARAMETER Options
    The document's parameters, and Deadline (UTC) with TimeoutMinutes.
    #>
    param([hashtable]$Options)
    $filter = New-UpdateFilter $Options
    $session = New-UpdateSession
    $wanted = @(Find-Update $session 'IsInstalled=0 and IsHidden=0' | Where-Object { Test-WantedUpdate $_ $filter })
    @{ Step = 'Searched' }
    if ($wanted.Count -eq 0) { return }

    $failures = @{}
    try {
        $failures = Get-FailedAttempt $session
    } catch {
        # It saves time only: without it the instance is still to be patched.
        @{ Step = 'Log'; Text = $_.Exception.Message }
    }
    # Last those that want to be alone: nothing more installs after one of them that
    # wants its reboot.
    $plan = [System.Collections.ArrayList]@()
    $alone = [System.Collections.ArrayList]@()
    foreach ($update in $wanted) {
        $why = Get-SkipReason $update $failures
        if ($why) {
            New-Record 'Result' $update @{ Result = 'Skipped'; Note = $why }
        } elseif ($Options.Mode -eq 'Scan') {
            New-Record 'Result' $update @{ Result = 'Found' }
        } elseif (Test-Behavior $update 'Impact' 2) { # iiRequiresExclusiveHandling
            [void]$alone.Add($update)
        } else {
            [void]$plan.Add($update)
        }
    }
    $plan.AddRange($alone)
    if ($plan.Count -eq 0) { return }
    foreach ($update in $plan) { New-Record 'Planned' $update @{} }
    if ((Get-PendingReboot).Any -and $Options.IgnorePendingReboot -ne 'true') {
        New-LeftRecord $plan 'a reboot is pending'
        throw 'a reboot is pending already, and nothing was installed: reboot the instance first, or send IgnorePendingReboot true'
    }
    Install-Plan $session $plan $Options
}

function Get-SkipReason {
    <#
    .SYNOPSIS
    Says why an update is never installed by itself; nothing where it is.
    #>
    param($Update, [hashtable]$Failures)
    if (Test-Behavior $Update 'CanRequestUserInput' $true) { return 'it asks the user' }
    # Some fail for ever, and each attempt takes its time.
    if ($Failures[[string]$Update.Identity.UpdateID] -ge 3) { return 'it has failed 3 times within 7 days' }
    ''
}

function Test-Behavior {
    <#
    .SYNOPSIS
    Tells whether an update's installation behaves in a way; one that says nothing
    of itself has none.
    #>
    param($Update, [string]$Property, $Value)
    $behavior = $Update.InstallationBehavior
    $null -ne $behavior -and $behavior.$Property -eq $Value
}

function Install-Plan {
    <#
    .SYNOPSIS
    Installs updates in their order, until the deadline.
    #>
    param($Session, [System.Collections.ArrayList]$Plan, [hashtable]$Options)
    $installed = 0
    while ($Plan.Count -gt 0) {
        $update = $Plan[0]
        $refusal = Wait-Installer $Session $Options.Deadline
        if (-not $refusal) {
            @{ Step = 'Begun'; UpdateId = [string]$update.Identity.UpdateID }
            $outcome = Install-One $Session $update
            if ($outcome.HResult -eq 0x80240016) { # WU_E_INSTALL_NOT_ALLOWED
                $refusal = New-WindowsError 'nothing more installs before a reboot' $outcome.HResult
            }
        }
        if ($refusal) {
            New-LeftRecord $Plan $refusal.Message
            if ($installed -gt 0) { return } # those that are in want that reboot
            throw $refusal
        }
        New-Record 'Result' $update $outcome
        if ($outcome.Result -like 'Succeeded*') { $installed++ }
        $Plan.RemoveAt(0)
        if ($Plan.Count -gt 0 -and (Get-UtcNow) -ge $Options.Deadline) {
            New-LeftRecord $Plan 'no time was left'
            throw "no time was left for $($Plan.Count) updates: the document's time-out is $($Options.TimeoutMinutes) minutes"
        }
    }
}

function Wait-Installer {
    <#
    .SYNOPSIS
    Waits until no other installation is under way, for ten minutes at most.
    .OUTPUTS
    Nothing, or the error for one that does not end.
    #>
    param($Session, [datetime]$Deadline)
    $until = (Get-UtcNow).AddMinutes(10)
    while ($Session.CreateUpdateInstaller().IsBusy) {
        if ((Get-UtcNow) -ge $until -or (Get-UtcNow) -ge $Deadline) {
            return New-WindowsError 'another installation is under way and does not end' 0x80240009 # WU_E_OPERATIONINPROGRESS
        }
        Start-Sleep -Seconds 15
    }
}

function Install-One {
    <#
    .SYNOPSIS
    Accepts the license terms of one update, downloads it and installs it.
    .OUTPUTS
    A hashtable: Result, HResult, RebootRequired, Note.
    #>
    param($Session, $Update)
    $notes = @()
    try {
        if (-not $Update.EulaAccepted) {
            [void]$Update.AcceptEula() # or it might become part of what this gives
            $notes += 'its license terms were accepted'
        }
        $updates = New-Object -ComObject Microsoft.Update.UpdateColl
        [void]$updates.Add($Update)
        $result = Receive-Update $Session $updates
        if ($null -eq $result) { $result = Invoke-Installer $Session $updates }
        $outcome = @{ Result = Get-ResultName $result.ResultCode; HResult = $result.HResult; RebootRequired = [bool]$result.RebootRequired }
    } catch {
        $hresult = Get-ErrorHResult $_.Exception
        if ($hresult -eq 0) { throw }
        $outcome = @{ Result = 'Failed'; HResult = $hresult; RebootRequired = $false }
    }
    if (Stop-PendingRestart) { $notes += 'a restart that was under way after it was called off' }
    $outcome.Note = $notes -join '; '
    $outcome
}

function Receive-Update {
    <#
    .SYNOPSIS
    Downloads, unless that was done before. It gives the result of a download that
    failed, and else nothing.
    #>
    param($Session, $Updates)
    if ($Updates.Item(0).IsDownloaded) { return }
    $downloader = $Session.CreateUpdateDownloader()
    $downloader.Updates = $Updates
    $result = $downloader.Download().GetUpdateResult(0)
    if ($result.ResultCode -in 2, 3) { return }
    @{ ResultCode = $result.ResultCode; HResult = $result.HResult; RebootRequired = $false }
}

function Invoke-Installer {
    <#
    .SYNOPSIS
    Installs, without a window and without asking for a source. Windows Update
    itself reboots nothing: that is for who called it.
    #>
    param($Session, $Updates)
    $installer = $Session.CreateUpdateInstaller()
    $installer.AllowSourcePrompts = $false
    $installer.ForceQuiet = $true
    $installer.Updates = $Updates
    # No exception is not success: each update has a result of its own.
    $installer.Install().GetUpdateResult(0)
}

function New-Record {
    <#
    .SYNOPSIS
    Gives a record about an update.
    #>
    param([string]$Step, $Update, [hashtable]$Outcome)
    $record = Get-UpdateFact $Update
    $record += $Outcome
    $record.Step = $Step
    $record.HResultName = Get-HResultName (Format-HResult $record['HResult'])
    $record
}

function New-LeftRecord {
    <#
    .SYNOPSIS
    Gives a record for each update that is given up.
    #>
    param([System.Collections.ArrayList]$Plan, [string]$Why)
    foreach ($update in $Plan) { New-Record 'Result' $update @{ Result = 'NotAttempted'; Note = $Why } }
}
