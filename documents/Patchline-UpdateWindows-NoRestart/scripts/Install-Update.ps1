# Installs the updates that are wanted, one after the other, so that each has its
# own result. It runs in the process that talks to the Windows Update Agent, and
# writes a record for each thing that happens: hashtables with Step, which the
# document makes rows and counts of.

. (Join-Path $PSScriptRoot '../../module/clock.ps1')
. (Join-Path $PSScriptRoot '../../module/hresult.ps1')
. (Join-Path $PSScriptRoot '../../module/reboot.ps1')
. (Join-Path $PSScriptRoot '../../module/restart.ps1')
. (Join-Path $PSScriptRoot '../../module/windowsupdate.ps1')

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
