# Checks are tried in rounds, all that have not passed in each.

. (Join-Path $PSScriptRoot 'clock.ps1')
. (Join-Path $PSScriptRoot 'oneline.ps1')
. (Join-Path $PSScriptRoot 'rows.ps1')
. (Join-Path $PSScriptRoot 'services.ps1')
. (Join-Path $PSScriptRoot 'checkports.ps1')
. (Join-Path $PSScriptRoot 'checkurls.ps1')
. (Join-Path $PSScriptRoot 'checkevents.ps1')
. (Join-Path $PSScriptRoot 'checkscript.ps1')

# How many of the checks that did not pass the marker's sentence names; the CSV has
# all.
$ShownChecks = 5

function Invoke-CheckRound {
    <#
    .SYNOPSIS
    Tries checks until all have passed, no retry is left or no time is.
    #>
    param($Document, [object[]]$Checks, [hashtable]$Settings)
    for ($round = 0; ; $round++) {
        foreach ($check in $Checks | Where-Object { -not ($_.Passed -or $_.Final) }) {
            if ((Get-UtcNow) -ge $Document.Deadline) { return }
            Invoke-Check $Document $check $Settings
        }
        if (@($Checks | Where-Object { -not ($_.Passed -or $_.Final) }).Count -eq 0 -or $round -ge $Settings.Retries) { return }
        if ((Get-UtcNow).AddSeconds($Settings.RetrySeconds) -ge $Document.Deadline) { return }
        Start-Sleep -Seconds $Settings.RetrySeconds
    }
}

function Invoke-Check {
    <#
    .SYNOPSIS
    Tries a check once. It may say that another try is useless.
    #>
    param($Document, [hashtable]$Check, [hashtable]$Settings)
    try {
        switch ($Check.Kind) {
            'service' { Test-ServiceState $Check }
            'tcp' { Test-Port $Check $Settings.CheckSeconds }
            'http' { Test-Url $Check $Settings.CheckSeconds }
            'process' { Test-Process $Check }
            'script' { Test-Script $Document $Check $Settings.ScriptSeconds }
            'events' { Test-EventLog $Document $Check $Settings.Ignored }
        }
    } catch {
        $Check.Passed = $false
        $Check.Detail = $_.Exception.Message
    }
}

function Test-ServiceState {
    <#
    .SYNOPSIS
    Whether a service runs.
    #>
    param([hashtable]$Check)
    $Check.Detail = Get-ServiceState $Check.Target
    $Check.Passed = $Check.Detail -eq 'Running'
}

function Test-Process {
    <#
    .SYNOPSIS
    Whether a process runs.
    #>
    param([hashtable]$Check)
    $count = @(Get-Process -ErrorAction SilentlyContinue | Where-Object { $_.ProcessName -eq $Check.Name }).Count
    $Check.Passed = $count -gt 0
    $Check.Detail = if ($count -gt 0) { "$count running" } else { 'not running' }
}

function Complete-Check {
    <#
    .SYNOPSIS
    Writes a row for every check, and throws where some did not pass.
    #>
    param($Document, [object[]]$Checks)
    $open = New-Object -TypeName System.Collections.ArrayList
    foreach ($check in $Checks) {
        $result, $count = if ($check.Passed) { 'Passed', 'passed' } else { 'NotPassed', 'notPassed' }
        if (-not $check.Passed) { [void]$open.Add("$($check.Kind) $($check.Target)") }
        Add-Count $Document $count
        Add-Row $Document @{
            Check = $check.Kind; Target = $check.Target; Result = $result
            Detail = ConvertTo-OneLine $check.Detail
        }
    }
    if ($open.Count -eq 0) { return }
    $named = @($open | Select-Object -First $ShownChecks) -join ', '
    throw "$($open.Count) of $($Checks.Count) checks did not pass: $named"
}
