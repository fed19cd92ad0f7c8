# What parameters ask of an application, as checks: hashtables with what is common
# to all and what a kind has besides. A value that can't be read ends the document
# before anything is checked.

. (Join-Path $PSScriptRoot 'services.ps1')

function New-Check {
    <#
    .SYNOPSIS
    Makes a check that has not been tried. Final says that another try is useless.
    #>
    param([string]$Kind, [string]$Target, [hashtable]$With)
    @{ Kind = $Kind; Target = $Target; Passed = $false; Final = $false; Detail = 'not tried: no time was left' } + $With
}

function Split-List {
    <#
    .SYNOPSIS
    Gives the entries of a list with commas.
    #>
    param([string]$Text)
    foreach ($entry in $Text.Split(',')) { if ($entry.Trim()) { $entry.Trim() } }
}

function ConvertTo-Number {
    <#
    .SYNOPSIS
    Reads a whole number within bounds.
    #>
    param([string]$Parameter, [string]$Text, [int]$Low, [int]$High)
    if ($Text -notmatch '^[0-9]{1,9}$' -or [int]$Text -lt $Low -or [int]$Text -gt $High) {
        throw "parameter ${Parameter}: '$Text' is not a whole number from $Low to $High"
    }
    [int]$Text
}

function ConvertTo-ServiceCheck {
    <#
    .SYNOPSIS
    Reads Services.
    #>
    param([string]$Text)
    $names = if ($Text.Trim() -eq '*') { Get-AutomaticService } else { Split-List $Text }
    foreach ($name in $names) {
        if ($Text.Trim() -ne '*' -and $name -notmatch '^[A-Za-z0-9 ._$-]+$') { throw "parameter Services: '$name' is not a service's name" }
        New-Check 'service' $name @{}
    }
}

function ConvertTo-PortCheck {
    <#
    .SYNOPSIS
    Reads TcpPorts.
    #>
    param([string]$Text)
    foreach ($entry in Split-List $Text) {
        if ($entry -notmatch '^(?:(?<host>[A-Za-z0-9.-]{1,253}):)?(?<port>[0-9]{1,5})$' -or [int]$Matches['port'] -lt 1 -or [int]$Matches['port'] -gt 65535) {
            throw "parameter TcpPorts: '$entry' is neither a port, such as 443, nor host:port"
        }
        $hostName = if ($Matches.ContainsKey('host')) { $Matches['host'] } else { 'localhost' }
        New-Check 'tcp' $entry @{ HostName = $hostName; Port = [int]$Matches['port'] }
    }
}

function ConvertTo-UrlCheck {
    <#
    .SYNOPSIS
    Reads Urls. No user and password can stand in one: parameters stay in the
    command's history.
    #>
    param([string]$Text)
    $form = '^(?<url>https?://[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?(?:[/?][A-Za-z0-9._~:/?&=%+-]*)?)(?: (?<status>[1-5][0-9]{2}))?(?: (?<text>[A-Za-z0-9 ._~:/?&=%+-]+))?$'
    foreach ($entry in Split-List $Text) {
        if ($entry -cnotmatch $form -or -not [uri]::IsWellFormedUriString($Matches['url'], 'Absolute')) {
            throw "parameter Urls: '$entry' is not a URL with perhaps a status and a text, such as http://localhost/health 200 ready"
        }
        $status = if ($Matches.ContainsKey('status')) { [int]$Matches['status'] } else { 0 }
        $expected = if ($Matches.ContainsKey('text')) { $Matches['text'] } else { '' }
        New-Check 'http' $Matches['url'] @{ Status = $status; Text = $expected }
    }
}

function ConvertTo-ProcessCheck {
    <#
    .SYNOPSIS
    Reads Processes. Windows names them without .exe.
    #>
    param([string]$Text)
    foreach ($name in Split-List $Text) {
        if ($name -notmatch '^[A-Za-z0-9 ._+-]+$') { throw "parameter Processes: '$name' is not a process's name" }
        New-Check 'process' $name @{ Name = $name -replace '\.exe$', '' }
    }
}

function ConvertTo-EventCheck {
    <#
    .SYNOPSIS
    Reads EventLogs.
    #>
    param([string]$Text)
    foreach ($log in Split-List $Text) {
        if ($log -notin 'System', 'Application') { throw "parameter EventLogs: '$log' is neither System nor Application" }
        New-Check 'events' $log @{}
    }
}

function ConvertTo-IgnoredEvent {
    <#
    .SYNOPSIS
    Reads IgnoredEvents: each is provider or provider/id.
    #>
    param([string]$Text)
    foreach ($entry in Split-List $Text) {
        if ($entry -notmatch '^[A-Za-z0-9 ._$-]+(/[0-9]{1,5})?$') { throw "parameter IgnoredEvents: '$entry' is neither a provider nor provider/id" }
        $entry
    }
}

function ConvertTo-ScriptCheck {
    <#
    .SYNOPSIS
    Reads Script.
    #>
    param([string]$Text)
    if (-not $Text.Trim()) { return }
    if ($Text.Trim() -cnotmatch '^(?<sha256>[0-9a-f]{64})/(?<file>[A-Za-z0-9][A-Za-z0-9-]{0,62}\.ps1)$') {
        throw "parameter Script: '$($Text.Trim())' is not SHA-256/name.ps1"
    }
    New-Check 'script' $Matches['file'] @{ Sha256 = $Matches['sha256']; Source = $null }
}
