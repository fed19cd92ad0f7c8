. (Join-Path $PSScriptRoot '../../module/tests/assert.ps1')
. (Join-Path $PSScriptRoot '../../module/document.ps1')
. (Join-Path $PSScriptRoot '../../module/storedcsv.ps1')
. (Join-Path $PSScriptRoot '../scripts/Watch-Installation.ps1')
. (Join-Path $PSScriptRoot '../../module/tests/fakes.ps1')

# The other process: what it has told by the time that it is given up or ends.
$child = @{ Records = @(); Ended = $true; Pause = 0 }
$given = @{ Until = $null }

function Invoke-Job {
    param([string]$Script, [hashtable]$Argument, [scriptblock]$Receive, [scriptblock]$Until)
    foreach ($record in $child.Records) {
        & $Receive $record
        if ($child.Pause) { Start-Sleep -Seconds $child.Pause }
    }
    $given.Until = & $Until
    $child.Ended
}

function New-TestDocument {
    @{
        Name = 'Patchline-UpdateWindows-NoRestart'; Kind = 'update-results'; Bucket = 'bucket'; Prefix = 'fleet'; RunId = '2024-06'; InstanceId = 'i-1'; Identity = 'i-1'; StoreRegion = 'eu-west-1'
        Labels = @{ Owner = 'Ada'; Application = 'payroll' }; Computer = @{ Domain = 'corp' }
        Rows = [System.Collections.ArrayList]@(); Counts = @{}; Error = ''; HResult = ''; Deadline = $clock.Now.AddHours(2); Merge = { param($Document) , $Document.Rows }
    }
}

function New-TestRecord {
    param([string]$Step, [string]$Id, [hashtable]$More = @{})
    @{ Step = $Step; UpdateId = $Id; UpdateName = "Update $Id"; KB = "KB$Id"; Classification = ''; Severity = ''; HResultName = '' } + $More
}

# A row as "UpdateId Result HResult Note".
function Get-Shown {
    param($Rows)
    $columns = @(Get-CsvColumn 'update-results')
    foreach ($row in $Rows) { ('UpdateId', 'Result', 'HResult', 'Note' | ForEach-Object { $row[[array]::IndexOf($columns, $_)] }) -join ' ' -replace ' +', ' ' -replace ' $' }
}

function Invoke-Test {
    param($Document, $Records, [bool]$Ended = $true)
    $child.Records = $Records
    $child.Ended = $Ended
    Watch-Installation $Document 'script' @{ TimeoutMinutes = 125 }
}

Test-That 'each result is a row and a count' {
    $document = New-TestDocument
    Invoke-Test $document @(
        @{ Step = 'Searched' }, (New-TestRecord 'Result' '1' @{ Result = 'Skipped'; Note = 'why' }), (New-TestRecord 'Planned' '2'), (New-TestRecord 'Planned' '3')
        (New-TestRecord 'Begun' '2'), (New-TestRecord 'Result' '2' @{ Result = 'Failed'; HResult = 0x80070643 })
        (New-TestRecord 'Begun' '3'), (New-TestRecord 'Result' '3' @{ Result = 'SucceededWithErrors'; HResult = 0; RebootRequired = $true })
        (New-TestRecord 'Planned' '4'), (New-TestRecord 'Result' '4' @{ Result = 'Failed'; HResult = 0x800F0922 })
    )
    Assert-Equal @('1 Skipped why', '2 Failed 0x80070643', '3 SucceededWithErrors', '4 Failed 0x800F0922') (Get-Shown $document.Rows)
    Assert-Equal @(4, 1, 2, 1) @($document.Counts.found, $document.Counts.skipped, $document.Counts.failed, $document.Counts.installed)
    Assert-Equal '0x80070643' $document.HResult
    Assert-Equal @('False', 'True') @($document.Rows[1][13], $document.Rows[2][13])
}

Test-That 'what was installed is written from time to time' {
    $document = New-TestDocument
    $child.Pause = 100
    $records = @(@{ Step = 'Searched' }) + @(1..7 | ForEach-Object { New-TestRecord 'Result' "$_" @{ Result = 'Succeeded' } })
    $s3.Refusals.AddRange(@('', 'AccessDenied', 'AccessDenied', 'AccessDenied', 'AccessDenied'))
    Invoke-Test $document $records
    Assert-Equal (@('put bucket/fleet/runs/2024-06/csv/update-results/i-1.csv') * 5) $s3.Calls
    Assert-Equal @('1 Succeeded', '2 Succeeded', '3 Succeeded') (Get-Shown (ConvertFrom-CsvText 'update-results' (Get-StoredText 'fleet/runs/2024-06/csv/update-results/i-1.csv')))
    Assert-Equal 7 $document.Rows.Count
    $child.Pause = 0
}

Test-That 'all that fail are a failure' {
    $document = New-TestDocument
    Assert-Throw 'the one update that was to be installed failed: 0x80070643' {
        Invoke-Test $document @(@{ Step = 'Searched' }, (New-TestRecord 'Planned' '1'), (New-TestRecord 'Result' '1' @{ Result = 'Failed'; HResult = 0x80070643 }))
    }
}

Test-That 'a search is given up after twenty minutes, and an installation after the deadline' {
    Assert-Throw 'the search for updates gave no answer in 20 minutes, and was given up' { Invoke-Test (New-TestDocument) @() $false }
    Assert-Equal 20 ([int]($given.Until - $clock.Now).TotalMinutes)
    $document = New-TestDocument
    Assert-Throw "KB2 was still being installed when the time was over; no time was left for 1 updates: the document's time-out is 125 minutes" {
        Invoke-Test $document @(@{ Step = 'Searched' }, (New-TestRecord 'Planned' '1'), (New-TestRecord 'Planned' '2'), (New-TestRecord 'Planned' '3')
            (New-TestRecord 'Begun' '1'), (New-TestRecord 'Result' '1' @{ Result = 'Succeeded'; HResult = 0 }), (New-TestRecord 'Begun' '2')) $false
    }
    Assert-Equal 123 ([int]($given.Until - $clock.Now).TotalMinutes)
    Assert-Equal @('1 Succeeded', '2 Aborted it was still being installed when the time was over: Windows may go on with it', '3 NotAttempted no time was left') (Get-Shown $document.Rows)
    Assert-Equal @(1, 1, 1) @($document.Counts.installed, $document.Counts.failed, $document.Counts.notAttempted)
}

Test-That 'a search that is given up by the deadline of the document is so' {
    $document = New-TestDocument
    $document.Deadline = $clock.Now.AddMinutes(3)
    Assert-Throw 'the search for updates gave no answer in 20 minutes, and was given up' { Invoke-Test $document @() $false }
    Assert-Equal 3 ([int]($given.Until - $clock.Now).TotalMinutes)
}

Test-That 'what was attempted gives way to another attempt only' {
    $document = New-TestDocument
    foreach ($result in @(@('1', 'Succeeded'), @('2', 'Failed'), @('3', 'Skipped'), @('4', 'Failed'))) { Add-Result $document (New-TestRecord 'Result' $result[0] @{ Result = $result[1] }) }
    Write-StoreObject $document (Get-CsvKey $document 'update-results') (ConvertTo-CsvText 'update-results' $document.Rows) 'x'
    $document.Rows.Clear()
    foreach ($result in @(@('5', 'Succeeded'), @('4', 'Succeeded'), @('3', 'NotAttempted'), @('2', 'NotAttempted'))) {
        Add-Result $document (New-TestRecord 'Result' $result[0] @{ Result = $result[1] })
    }
    Assert-Equal @('1 Succeeded', '2 Failed', '5 Succeeded', '4 Succeeded', '3 NotAttempted') (Get-Shown (Merge-Result $document))
}
