. (Join-Path $PSScriptRoot '../../module/tests/assert.ps1')
. (Join-Path $PSScriptRoot '../scripts/Select-Update.ps1')
. (Join-Path $PSScriptRoot '../../module/tests/fakes.ps1')
. (Join-Path $PSScriptRoot 'windowsupdate.ps1')

$defaults = @{
    Mode = 'Install'; IgnorePendingReboot = 'false'; Classifications = ''; Severities = ''; Allow = ''; Deny = ''; ApprovalDelayDays = '0'; CutOffDate = ''
}

function Test-Filter {
    param([hashtable]$Parameters, $Update)
    $options = $defaults.Clone()
    foreach ($name in $Parameters.Keys) { $options[$name] = $Parameters[$name] }
    Test-WantedUpdate $Update (New-UpdateFilter $options)
}

Test-That 'without bounds everything is wanted but what waits for its reboot and definitions of Defender' {
    Assert-Equal $true (Test-Filter @{} (New-FakeUpdate 'a'))
    Assert-Equal $false (Test-Filter @{} (New-FakeUpdate 'a' -Waits))
    Assert-Equal $false (Test-Filter @{ Allow = 'a' } (New-FakeUpdate 'a' -KB '2267602'))
}

Test-That 'an update is named by its id or any of its articles' {
    $update = New-FakeUpdate 'ABC-1' -KB '5000001', '5000002'
    foreach ($name in 'abc-1', '5000001', 'kb5000002', 'x, KB5000001 ,y') {
        Assert-Equal $true (Test-Filter @{ Allow = $name } $update)
        Assert-Equal $false (Test-Filter @{ Deny = $name } $update)
    }
    Assert-Equal $false (Test-Filter @{ Allow = '500000' } $update)
    Assert-Equal $false (Test-Filter @{ Allow = 'abc-1'; Deny = '5000002' } $update)
    Assert-Equal $false (Test-Filter @{ Allow = 'KB' } (New-FakeUpdate 'b'))
}

Test-That 'classifications are English names on a German Windows' {
    Assert-Equal $true (Test-Filter @{ Classifications = 'Critical Updates,security updates' } (New-FakeUpdate 'a'))
    Assert-Equal $false (Test-Filter @{ Classifications = 'Updates' } (New-FakeUpdate 'a'))
}

Test-That 'no severity is Unspecified' {
    Assert-Equal $true (Test-Filter @{ Severities = 'Critical,Unspecified' } (New-FakeUpdate 'a'))
    Assert-Equal $true (Test-Filter @{ Severities = 'critical' } (New-FakeUpdate 'a' -Severity 'Critical'))
    Assert-Equal $false (Test-Filter @{ Severities = 'Critical' } (New-FakeUpdate 'a' -Severity 'Low'))
}

Test-That 'days are counted in UTC, and the last day is in' {
    # It is 2024-06-14T22:00Z.
    Assert-Equal $true (Test-Filter @{ ApprovalDelayDays = '3' } (New-FakeUpdate 'a' -Published '2024-06-11T22:00:00'))
    Assert-Equal $false (Test-Filter @{ ApprovalDelayDays = '3' } (New-FakeUpdate 'a' -Published '2024-06-11T22:00:01'))
    Assert-Equal $true (Test-Filter @{ CutOffDate = '2024-06-11' } (New-FakeUpdate 'a' -Published '2024-06-11T23:59:59'))
    Assert-Equal $false (Test-Filter @{ CutOffDate = '2024-06-10' } (New-FakeUpdate 'a' -Published '2024-06-11'))
}

Test-That 'what is no filter is refused' {
    foreach ($case in @(
            @('Mode', 'Dry', 'is neither Install nor Scan'), @('IgnorePendingReboot', 'yes', 'is neither true nor false')
            @('ApprovalDelayDays', '-1', 'is not a number of days'), @('CutOffDate', '14.06.2024', 'is not a day as 2024-06-30')
            @('CutOffDate', '2024-6-1', 'is not a day as 2024-06-30'), @('CutOffDate', '2024-02-30', 'is not a day as 2024-06-30')
        )) {
        Assert-Throw "parameter $($case[0]): ""$($case[1])"" $($case[2])" { Test-Filter @{ $case[0] = $case[1] } (New-FakeUpdate 'a') }
    }
}

Test-That 'failures are counted since the last success, and for seven days' {
    $agent.History = @(foreach ($entry in @(@('a', 4, 14), @('a', 3, 13), @('a', 2, 12), @('a', 4, 11), @('b', 5, 14), @('b', 4, 7), @('c', 1, 14), @('c', 4, 13))) {
            [pscustomobject]@{
                UpdateIdentity = [pscustomobject]@{ UpdateID = $entry[0] }; Title = 'x'; Date = [datetime]::new(2024, 6, $entry[2]); ResultCode = $entry[1]; HResult = 0; Operation = 1
            }
        })
    $failures = Get-FailedAttempt (New-FakeSession)
    Assert-Equal @(2, 1, 1) @($failures['a'], $failures['b'], $failures['c'])
}
