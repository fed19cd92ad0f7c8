# The marker: the last thing that a document writes, also when it has failed.

. (Join-Path $PSScriptRoot 'clock.ps1')
. (Join-Path $PSScriptRoot 'keys.ps1')
. (Join-Path $PSScriptRoot 'reboot.ps1')
. (Join-Path $PSScriptRoot 's3.ps1')

# The version of all objects of a run (run.Schema).
$MarkerSchema = 1

# How long an error may be in a marker, in characters: a sentence, not a dump.
$MaxError = 2000

function Get-Outcome {
    <#
    .SYNOPSIS
    Gives success, or failure once something went wrong.
    #>
    param($Document)
    if ($Document.Error) { 'failure' } else { 'success' }
}

function Write-Marker {
    <#
    .SYNOPSIS
    Writes the document's marker to the store.
    #>
    param($Document)
    $text = ConvertTo-Json -InputObject (New-Marker $Document) -Compress
    Write-StoreObject $Document (Get-MarkerKey $Document) $text 'the marker'
}

function New-Marker {
    <#
    .SYNOPSIS
    Gives the marker's fields. What is not known is left out: an empty text is no
    moment.
    #>
    param($Document)
    $finished = Get-UtcNow
    $computer = $Document.Computer
    $marker = [ordered]@{
        schema        = $MarkerSchema
        run           = $Document.RunId
        document      = $Document.Name
        attempt       = $Document.Attempt
        instance      = $Document.InstanceId
        outcome       = Get-Outcome $Document
        startedAt     = Format-Moment $Document.Started '.FFFFFFF'
        finishedAt    = Format-Moment $finished '.FFFFFFF'
        # A clock that was set back meanwhile would make it negative.
        seconds       = [math]::Max(0.0, [math]::Round(($finished - $Document.Started).TotalSeconds, 3))
        rebootPending = [bool](Get-PendingReboot).Any
    }
    if ($Document.Error) { $marker.error = $Document.Error.Substring(0, [math]::Min($Document.Error.Length, $MaxError)) }
    if ($Document.HResult) { $marker.hresult = $Document.HResult }
    if ($computer.AgentVersion) { $marker.agentVersion = $computer.AgentVersion }
    if ($computer.OSVersion) { $marker.osVersion = $computer.OSVersion }
    if ($computer.BootTime) { $marker.bootTime = Format-Moment $computer.BootTime '.FFFFFFF' }
    if ($Document.Counts.Count -gt 0) { $marker.counts = $Document.Counts }
    if ($Document['Compared']) { $marker.compared = $Document.Compared }
    $marker
}
