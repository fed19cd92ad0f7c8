# Event logs: of an entry only what a count of errors needs.

# Level error; critical would be 1.
$errorLevel = 2

function Get-WinEvent {
    [CmdletBinding()]
    param([Parameter(Mandatory = $true)][hashtable]$FilterHashtable, [long]$MaxEvents = [long]::MaxValue)
    $log = (Invoke-Simulator @{ do = 'event-log'; name = $FilterHashtable.LogName }).result
    if (-not $log.readable) {
        $exception = [System.UnauthorizedAccessException]::new($log.problem)
        $PSCmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new($exception, 'LogInfoUnavailable', 'NotSpecified', $FilterHashtable.LogName))
    }
    $entries = @(if (-not $FilterHashtable.ContainsKey('Level') -or $FilterHashtable.Level -contains $script:errorLevel) {
            foreach ($kind in $log.errors) {
                $at = (ConvertTo-Moment $kind.at).ToLocalTime()
                if ($FilterHashtable.ContainsKey('StartTime') -and $at -lt $FilterHashtable.StartTime) { continue }
                for ($n = 0; $n -lt $kind.count; $n++) {
                    [pscustomobject]@{ LogName = $FilterHashtable.LogName; ProviderName = $kind.provider; Id = $kind.id; Level = $script:errorLevel; TimeCreated = $at }
                }
            }
        }) | Select-Object -First ([math]::Min($MaxEvents, [int]::MaxValue))
    if (-not $entries) {
        return Write-CmdletError $PSCmdlet 'No events were found that match the specified selection criteria.' 'NoMatchingEventsFound' 'ObjectNotFound' $null
    }
    $entries
}
