. (Join-Path $PSScriptRoot 'assert.ps1')
. (Join-Path $PSScriptRoot '../checkevents.ps1')

$eventLog = @{ Entries = @(); Error = $null; Asked = $null }

function Get-WinEvent {
    [CmdletBinding()]
    param([hashtable]$FilterHashtable, [long]$MaxEvents)
    $eventLog.Asked = $FilterHashtable
    if ($null -ne $eventLog.Error) { throw $eventLog.Error }
    $eventLog.Entries | Select-Object -First $MaxEvents
}

function New-Entry {
    param([string]$Provider, [int]$Id)
    [pscustomobject]@{ ProviderName = $Provider; Id = $Id }
}

$boot = [datetime]::SpecifyKind([datetime]'2024-06-14T22:00:00', 'Utc')

Test-That 'errors are counted by provider and id, since the boot' {
    $eventLog.Entries = (New-Entry 'A' 1), (New-Entry 'B' 7), (New-Entry 'A' 1), (New-Entry 'A' 2)
    $found = @(Get-LogError -Log 'System' -Since $boot -Most 1000)
    Assert-Equal @('A/1=2', 'A/2=1', 'B/7=1') @($found | ForEach-Object { "$($_.Kind)=$($_.Count)" })
    Assert-Equal $boot.ToLocalTime() $eventLog.Asked.StartTime
    Assert-Equal @(1, 2) $eventLog.Asked.Level
}

Test-That 'not more than so many are looked at' {
    $eventLog.Entries = @(foreach ($n in 1..20) { New-Entry 'A' 1 })
    Assert-Equal 7 (Get-LogError -Log 'System' -Since $boot -Most 7).Count
}

Test-That 'none is no error, as Get-WinEvent has it' {
    $eventLog.Error = [System.Management.Automation.ErrorRecord]::new(
        [System.Exception]::new('Es wurden keine Ereignisse gefunden.'), 'NoMatchingEventsFound,Microsoft.PowerShell.Commands.GetWinEventCommand', 'ObjectNotFound', $null)
    Assert-Equal 0 @(Get-LogError -Log 'System' -Since $boot -Most 7).Count
}

Test-That 'a log that cannot be read is' {
    $eventLog.Error = [System.UnauthorizedAccessException]::new('Attempted to perform an unauthorized operation.')
    Assert-Throw 'Attempted to perform an unauthorized operation.' { Get-LogError -Log 'System' -Since $boot -Most 7 }
}

Test-That 'a row names the first kinds in their order' {
    Assert-Equal 'no errors since the boot' (Format-ErrorCount @{} @())
    Assert-Equal '3 errors since the boot: A/10 (1), A/9 (2)' (Format-ErrorCount @{ 'A/9' = 2; 'A/10' = 1; 'B/1' = 5 } @('A/9', 'A/10'))
}
