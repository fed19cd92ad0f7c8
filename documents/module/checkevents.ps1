# Errors in the event logs since the boot.

. (Join-Path $PSScriptRoot 'clock.ps1')
. (Join-Path $PSScriptRoot 'job.ps1')

# How many errors are looked at, the newest first. A server with more is not well.
$MaxEvents = 1000

# How many kinds of error a row names.
$ShownEvents = 5

# How long a log may take to be read, in seconds: one of some GB takes about a minute.
$EventSeconds = 120

function Test-EventLog {
    <#
    .SYNOPSIS
    Whether a log has no errors since the boot but those that don't count.
    #>
    param($Document, [hashtable]$Check, [string[]]$Ignored)
    $since = $Document.Computer.BootTime
    if ($null -eq $since) { throw 'the boot time is not known' }
    $found = Get-ErrorCount $Check.Target $since $Document.Deadline
    if ($null -eq $found) { throw "the log could not be read in $EventSeconds s" }
    # Errors don't go away; a log that can't be read may be readable later.
    $Check.Final = $true
    $total = 0
    foreach ($count in $found.Values) { $total += $count }
    if ($total -ge $MaxEvents) {
        $Check.Detail = "$MaxEvents errors since the boot, or more"
        return
    }
    $kinds = @($found.Keys | Where-Object { $_ -notin $Ignored -and ($_ -replace '/[0-9]+$', '') -notin $Ignored })
    $Check.Passed = $kinds.Count -eq 0
    $Check.Detail = Format-ErrorCount $found $kinds
}

function Format-ErrorCount {
    <#
    .SYNOPSIS
    Says how many errors there are, and of which kinds.
    #>
    param($Found, [string[]]$Kinds)
    [array]::Sort($Kinds, [System.StringComparer]::Ordinal)
    $total = 0
    foreach ($kind in $Kinds) { $total += $Found[$kind] }
    if ($total -eq 0) { return 'no errors since the boot' }
    $named = foreach ($kind in $Kinds | Select-Object -First $ShownEvents) { "$kind ($($Found[$kind]))" }
    $more = if ($Kinds.Count -gt $ShownEvents) { " and $($Kinds.Count - $ShownEvents) other kinds" } else { '' }
    "$total errors since the boot: $($named -join ', ')$more"
}

function Get-ErrorCount {
    <#
    .SYNOPSIS
    Counts a log's errors by provider/id, in a process of its own: a damaged log can
    take for ever. It gives nothing where that was given up.
    #>
    param([string]$Log, [datetime]$Since, [datetime]$Deadline)
    $found = New-Object -TypeName 'System.Collections.Generic.Dictionary[string,int]'
    $end = (Get-UtcNow).AddSeconds($EventSeconds)
    if ($Deadline -lt $end) { $end = $Deadline }
    $job = @{
        Script   = "param(`$Given)`n$(Get-FunctionText 'Get-LogError')`nGet-LogError @Given"
        Argument = @{ Log = $Log; Since = $Since; Most = $MaxEvents }
        Receive  = { param($Record) $found[$Record.Kind] = $Record.Count }
        Until    = { $end }
    }
    if (Invoke-Job @job) { , $found }
}

function Get-LogError {
    <#
    .SYNOPSIS
    Reads the newest entries of level critical (1) and error (2) of a log since a
    moment in UTC, and gives a hashtable for each kind: Kind, which is provider/id,
    and Count. Kinds are sorted: 7 does so by itself, 5.1 does not.
    #>
    param([string]$Log, [datetime]$Since, [int]$Most)
    $filter = @{ LogName = $Log; Level = 1, 2; StartTime = $Since.ToLocalTime() }
    try {
        $entries = @(Get-WinEvent -FilterHashtable $filter -MaxEvents $Most -ErrorAction Stop)
    } catch {
        # To Get-WinEvent, none is an error.
        if ($_.FullyQualifiedErrorId -notlike 'NoMatchingEventsFound*') { throw }
        $entries = @()
    }
    foreach ($kind in $entries | Group-Object -Property { "$($_.ProviderName)/$($_.Id)" } | Sort-Object -Property Name) {
        @{ Kind = $kind.Name; Count = $kind.Count }
    }
}
