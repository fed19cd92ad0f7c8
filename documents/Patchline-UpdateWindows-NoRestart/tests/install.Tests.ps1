. (Join-Path $PSScriptRoot '../../module/tests/assert.ps1')
. (Join-Path $PSScriptRoot '../scripts/Select-Update.ps1')
. (Join-Path $PSScriptRoot '../scripts/Install-Update.ps1')
. (Join-Path $PSScriptRoot '../../module/tests/fakes.ps1')
. (Join-Path $PSScriptRoot 'windowsupdate.ps1')

$pending = @{ Any = $false }
function Get-PendingReboot { $pending }
$restart = @{ CountsDown = $false }
function Stop-PendingRestart { $restart.CountsDown }

function Reset-Agent {
    param($Found)
    $agent.Found = @($Found)
    $agent.History = @()
    $agent.Downloads = @{}
    $agent.Installs = @{}
    $agent.Installed.Clear()
    $agent.Busy = 0
    $pending.Any = $false
    $restart.CountsDown = $false
}

# Runs it, and gives the records as "Step Id Result HResult Note" and the error.
function Invoke-Test {
    param([hashtable]$Parameters = @{})
    $options = @{
        Mode = 'Install'; IgnorePendingReboot = 'false'; Classifications = ''; Severities = ''; Allow = ''; Deny = ''; ApprovalDelayDays = '0'; CutOffDate = ''
        Deadline = $clock.Now.AddHours(1); TimeoutMinutes = 65
    }
    foreach ($name in $Parameters.Keys) { $options[$name] = $Parameters[$name] }
    try {
        Install-WantedUpdate $options | ForEach-Object {
            "$($_.Step) $($_['UpdateId']) $($_['Result']) $(Format-HResult $_['HResult']) $($_['Note'])$($_['Text'])" -replace ' +', ' ' -replace ' $'
        }
    } catch {
        "error $($_.Exception.Message)"
    }
}

Test-That 'nothing found is nothing done' {
    Reset-Agent @()
    Assert-Equal 'Searched' (Invoke-Test)
    Assert-Equal 'IsInstalled=0 and IsHidden=0' $agent.Criteria
}

Test-That 'those that want to be alone come last, and each is installed by itself and quietly' {
    Reset-Agent @((New-FakeUpdate 'a' -Alone), (New-FakeUpdate 'b'), (New-FakeUpdate 'c'))
    [void](Invoke-Test)
    Assert-Equal @('b', 'c', 'a') $agent.Installed
    Assert-Equal @($true, $true, $true) $agent.Quiet
}

Test-That 'a result that is no success is a failure without an exception' {
    Reset-Agent @((New-FakeUpdate 'a'), (New-FakeUpdate 'b'))
    $agent.Installs.a = New-FakeResult 4 0x800F0922
    Assert-Equal @('Searched', 'Planned a', 'Planned b', 'Begun a', 'Result a Failed 0x800F0922', 'Begun b', 'Result b Succeeded') (Invoke-Test)
}

Test-That 'an exception for one update is its failure, and the next is tried' {
    Reset-Agent @((New-FakeUpdate 'a'), (New-FakeUpdate 'b'))
    $agent.Installs.a = 0x80240009
    Assert-Equal @('Searched', 'Planned a', 'Planned b', 'Begun a', 'Result a Failed 0x80240009', 'Begun b', 'Result b Succeeded') (Invoke-Test)
}

Test-That 'a download that fails is the failure of its update' {
    Reset-Agent @((New-FakeUpdate 'a'), (New-FakeUpdate 'b' -Downloaded))
    $agent.Downloads.a = New-FakeResult 4 0x80246008
    $agent.Downloads.b = 0x80240024
    Assert-Equal @('Searched', 'Planned a', 'Planned b', 'Begun a', 'Result a Failed 0x80246008', 'Begun b', 'Result b Succeeded') (Invoke-Test)
    Assert-Equal @('b') $agent.Installed
}

Test-That 'license terms are accepted, and it is told once' {
    $update = New-FakeUpdate 'a' -Eula
    Reset-Agent @($update)
    Assert-Equal 'Result a Succeeded its license terms were accepted' (Invoke-Test)[-1]
    Assert-Equal 'Result a Succeeded' (Invoke-Test)[-1]
}

Test-That 'what asks the user and what fails for ever is skipped' {
    Reset-Agent @((New-FakeUpdate 'a' -Asks), (New-FakeUpdate 'b'))
    $agent.History = @(1..3 | ForEach-Object { [pscustomobject]@{ UpdateIdentity = [pscustomobject]@{ UpdateID = 'b' }; Title = 'x'; Date = $clock.Now; ResultCode = 4; HResult = 0; Operation = 1 } })
    Assert-Equal @('Searched', 'Result a Skipped it asks the user', 'Result b Skipped it has failed 3 times within 7 days') (Invoke-Test)
}

Test-That 'an update that says nothing of its behavior is installed' {
    $update = New-FakeUpdate 'a'
    $update.InstallationBehavior = $null
    Reset-Agent @($update)
    Assert-Equal 'Result a Succeeded' (Invoke-Test)[-1]
}

Test-That 'a scan installs nothing, also with a reboot pending' {
    Reset-Agent @(New-FakeUpdate 'a')
    $pending.Any = $true
    Assert-Equal @('Searched', 'Result a Found') (Invoke-Test @{ Mode = 'Scan' })
    Assert-Equal 0 $agent.Installed.Count
}

Test-That 'a pending reboot refuses, unless told so' {
    Reset-Agent @(New-FakeUpdate 'a')
    $pending.Any = $true
    Assert-Equal @('Searched', 'Planned a', 'Result a NotAttempted a reboot is pending',
        'error a reboot is pending already, and nothing was installed: reboot the instance first, or send IgnorePendingReboot true') (Invoke-Test)
    Assert-Equal 'Result a Succeeded' (Invoke-Test @{ IgnorePendingReboot = 'true' })[-1]
}

Test-That 'Windows that installs nothing more before its reboot is no failure of those that are in' {
    Reset-Agent @((New-FakeUpdate 'a'), (New-FakeUpdate 'b'))
    $agent.Installs.b = 0x80240016
    Assert-Equal 'Result b NotAttempted nothing more installs before a reboot: 0x80240016 WU_E_INSTALL_NOT_ALLOWED' (Invoke-Test)[-1]
    $agent.Installs.a = 0x80240016
    Assert-Equal 'error nothing more installs before a reboot: 0x80240016 WU_E_INSTALL_NOT_ALLOWED' (Invoke-Test)[-1]
}

Test-That 'another installation is waited for' {
    Reset-Agent @(New-FakeUpdate 'a')
    $agent.Busy = 4
    Assert-Equal 'Result a Succeeded' (Invoke-Test)[-1]
    $agent.Busy = 10000
    $begun = $clock.Now
    Assert-Equal @('Searched', 'Planned a', 'Result a NotAttempted another installation is under way and does not end: 0x80240009 WU_E_OPERATIONINPROGRESS',
        'error another installation is under way and does not end: 0x80240009 WU_E_OPERATIONINPROGRESS') (Invoke-Test)
    Assert-Equal 10 ([int]($clock.Now - $begun).TotalMinutes)
}

Test-That 'nothing is begun after the deadline' {
    Reset-Agent @((New-FakeUpdate 'a'), (New-FakeUpdate 'b'))
    Assert-Equal @('Searched', 'Planned a', 'Planned b', 'Begun a', 'Result a Succeeded', 'Result b NotAttempted no time was left',
        "error no time was left for 1 updates: the document's time-out is 65 minutes") (Invoke-Test @{ Deadline = $clock.Now })
}

Test-That 'a restart that an installer has begun is called off, and told' {
    Reset-Agent @(New-FakeUpdate 'a')
    $restart.CountsDown = $true
    Assert-Equal 'Result a Succeeded a restart that was under way after it was called off' (Invoke-Test)[-1]
}

Test-That 'a history that can not be read does not keep the instance from being patched' {
    Reset-Agent @(New-FakeUpdate 'a')
    $agent.History = $null
    function Get-FailedAttempt { throw 'no history' }
    Assert-Equal @('Searched', 'Log no history', 'Planned a', 'Begun a', 'Result a Succeeded') (Invoke-Test)
}

Test-That 'an error that is not of Windows ends it' {
    Reset-Agent @(New-FakeUpdate 'a')
    function Receive-Update { throw 'a fault of the script' }
    Assert-Equal 'error a fault of the script' (Invoke-Test)[-1]
}
