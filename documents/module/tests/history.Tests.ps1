. (Join-Path $PSScriptRoot 'assert.ps1')
. (Join-Path $PSScriptRoot '../history.ps1')
. (Join-Path $PSScriptRoot '../hotfix.ps1')
. (Join-Path $PSScriptRoot '../classification.ps1')

$history = @{ Entries = [System.Collections.ArrayList]@(); Refusal = 0; Asked = 0 }

# IUpdateSession as far as the history goes. Newest first.
$session = [pscustomobject]@{} | Add-Member -MemberType ScriptMethod -Name CreateUpdateSearcher -PassThru -Value {
    $searcher = [pscustomobject]@{}
    $searcher | Add-Member -MemberType ScriptMethod -Name GetTotalHistoryCount -Value {
        if ($history.Refusal) { throw [System.Runtime.InteropServices.COMException]::new('', $history.Refusal) }
        $history.Entries.Count
    }
    $searcher | Add-Member -MemberType ScriptMethod -Name QueryHistory -PassThru -Value {
        param($start, $count)
        $history.Asked++
        if ($count -le 0) { throw [System.Runtime.InteropServices.COMException]::new('', 0x80240007) }
        , $history.Entries
    }
}

function Add-Entry {
    param([string]$UpdateId, [string]$Title, [int]$ResultCode = 2, [int]$HResult = 0, [int]$Operation = 1)
    [void]$history.Entries.Add([pscustomobject]@{
            UpdateIdentity = [pscustomobject]@{ UpdateID = $UpdateId }; Title = $Title; Date = [datetime]'2024-06-14T22:00:00'
            ResultCode = $ResultCode; HResult = $HResult; Operation = $Operation
        })
}

Test-That 'an empty history is not asked for' {
    Assert-Equal 0 @(Get-UpdateHistory $session).Count
    Assert-Equal 0 $history.Asked
}

Test-That 'the latest attempt of each update counts' {
    Add-Entry 'a' 'Update (KB5000001)'
    Add-Entry 'b' 'Kumulatives Update (KB5000002)' 4 0x80070643
    Add-Entry 'a' 'Update (KB5000001)' 4 0x80240017
    Add-Entry 'c' 'Vendor driver' 2 0 2
    $latest = @(Get-LatestAttempt $session)
    Assert-Equal @('a', 'b', 'c') @($latest | ForEach-Object { $_.UpdateId })
    Assert-Equal @(2, 4, 2) @($latest | ForEach-Object { $_.ResultCode })
    Assert-Equal @('KB5000001', 'KB5000002', '') @($latest | ForEach-Object { $_.KB })
    Assert-Equal 0x80070643 $latest[1].HResult
    Assert-Equal $true $latest[2].Uninstall
}

Test-That 'definitions of Defender and broken entries are left out' {
    $history.Entries.Clear()
    Add-Entry 'd' 'Security Intelligence Update - KB2267602 (Version 1.2)'
    [void]$history.Entries.Add([pscustomobject]@{ UpdateIdentity = $null; Title = $null })
    Add-Entry '' 'without an id'
    [void]$history.Entries.Add([pscustomobject]@{ UpdateIdentity = [pscustomobject]@{ UpdateID = 'e' }; Title = $null; Date = [datetime]'2024-06-14'; ResultCode = 2; HResult = 0; Operation = 1 })
    $latest = @(Get-LatestAttempt $session)
    Assert-Equal 1 $latest.Count
    Assert-Equal 'e' $latest[0].UpdateId
    Assert-Equal '' $latest[0].Title
}

Test-That 'a history that can not be read is an error with its HRESULT' {
    $history.Refusal = 0x80070422
    Assert-Throw 'the history of updates could not be read: 0x80070422 ERROR_SERVICE_DISABLED' { Get-UpdateHistory $session }
}

Test-That 'a result code that is none of the known ones is no success' {
    Assert-Equal @('Succeeded', 'SucceededWithErrors', 'Failed', 'Aborted', 'Failed') @(2, 3, 4, 5, 77 | ForEach-Object { Get-ResultName $_ })
}

$fixes = @{ Rows = @() }
function Get-CimInstance { param($ClassName, $OperationTimeoutSec) $fixes.Rows }

Test-That 'a hot fix has the day that Windows writes in the American way' {
    $throws = [pscustomobject]@{ HotFixID = 'KB4'; Description = 'Update' } | Add-Member -MemberType ScriptProperty -Name InstalledOn -PassThru -Value { throw 'no date' }
    $fixes.Rows = @(
        [pscustomobject]@{ HotFixID = 'KB1'; Description = 'Update'; InstalledOn = '3/14/2024' }
        [pscustomobject]@{ HotFixID = 'KB2'; Description = 'Update'; InstalledOn = [datetime]'2024-03-14T01:02:03' }
        [pscustomobject]@{ HotFixID = 'KB3'; Description = 'Security Update'; InstalledOn = $null }
        $throws
        [pscustomobject]@{ HotFixID = 'File 1'; Description = ''; InstalledOn = $null }
    )
    $found = @(Get-InstalledHotFix)
    Assert-Equal @('KB1', 'KB2', 'KB3', 'KB4') @($found | ForEach-Object { $_.KB })
    Assert-Equal '2024-03-14T00:00:00.0000000Z' $found[0].InstalledOn.ToString('o')
    Assert-Equal '2024-03-14T00:00:00.0000000Z' $found[1].InstalledOn.ToString('o')
    Assert-Equal $null $found[2].InstalledOn
    Assert-Equal $null $found[3].InstalledOn
}

Test-That 'a classification is known by its id in every language' {
    $categories = [System.Collections.ArrayList]@(
        [pscustomobject]@{ Type = 'Product'; Name = 'Windows Server 2022'; CategoryID = 'x' }
        [pscustomobject]@{ Type = 'UpdateClassification'; Name = 'Sicherheitsupdates'; CategoryID = '0fa1201d-4330-4fa8-8ae9-b877473b6441' }
    )
    Assert-Equal 'Security Updates' (Get-UpdateClassification ([pscustomobject]@{ Categories = $categories }))
    $categories[1].CategoryID = 'new'
    Assert-Equal 'Sicherheitsupdates' (Get-UpdateClassification ([pscustomobject]@{ Categories = $categories }))
    Assert-Equal '' (Get-UpdateClassification ([pscustomobject]@{ Categories = [System.Collections.ArrayList]@() }))
}
