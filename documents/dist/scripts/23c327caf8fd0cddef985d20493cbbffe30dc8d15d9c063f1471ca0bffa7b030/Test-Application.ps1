# The application's checks, from the parameters to the rows. It runs in the
# document's own process; what may hang gets one of its own.

# What parameters ask of an application, as checks: hashtables with what is common
# to all and what a kind has besides. A value that can't be read ends the document
# before anything is checked.

# Windows services.

function Get-ServiceState {
    <#
    .SYNOPSIS
    Gives a service's state as ServiceControllerStatus names it, or "not installed".
    #>
    param([string]$Name)
    $service = Get-Service -Name $Name -ErrorAction SilentlyContinue
    if ($null -eq $service) { 'not installed' } else { [string]$service.Status }
}

function Get-AutomaticService {
    <#
    .SYNOPSIS
    Names the services that are to run all the time. One that Windows starts at an
    event may be Automatic as well, and ends when it has nothing to do.
    #>
    # A service that can't be read is an error, and no reason to see none.
    $names = @(foreach ($service in Get-Service -ErrorAction SilentlyContinue) {
            if ([string]$service.StartType -eq 'Automatic' -and -not (Test-ServiceTrigger $service.Name)) { $service.Name }
        })
    [array]::Sort($names, [System.StringComparer]::OrdinalIgnoreCase)
    $names
}

function Test-ServiceTrigger {
    <#
    .SYNOPSIS
    Tells whether Windows starts a service at an event.
    #>
    param([string]$Name)
    Test-Path -LiteralPath "HKLM:\SYSTEM\CurrentControlSet\Services\$Name\TriggerInfo"
}


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

# Checks are tried in rounds, all that have not passed in each.

# Time. All moments inside a document are in UTC.

function Get-UtcNow {
    <#
    .SYNOPSIS
    Gives the present moment in UTC.
    #>
    (Get-Date).ToUniversalTime()
}

function Format-Moment {
    <#
    .SYNOPSIS
    Writes a moment in UTC as RFC 3339; nothing where there is none.
    .PARAMETER Fraction
    .FFFFFFF for fractions of a second; nothing for none.
    #>
    param($Moment, [string]$Fraction = '')
    if ($null -eq $Moment) { return '' }
    # The culture matters: it decides what ':' stands for.
    $Moment.ToString("yyyy-MM-ddTHH:mm:ss${Fraction}Z", [System.Globalization.CultureInfo]::InvariantCulture)
}

# Texts of others, made fit for one cell.

# How long a line may be, in UTF-16 units.
$MaxLine = 300

function ConvertTo-OneLine {
    <#
    .SYNOPSIS
    Gives a text with a space for every control character, without white space
    around it, and cut where it is longer than so many UTF-16 units.
    #>
    param([string]$Text, [int]$Longest = $MaxLine)
    $line = ($Text -replace '\p{Cc}', ' ').Trim()
    if ($line.Length -le $Longest) { return $line }
    # Half a surrogate pair is no character.
    if ([char]::IsHighSurrogate($line[$Longest - 1])) { $Longest-- }
    $line.Substring(0, $Longest)
}

# The rows of a document's CSV, and its counts.

# The columns of the CSVs. internal/run/csv.go has them too, and a test compares.

function Get-CsvColumn {
    <#
    .SYNOPSIS
    Gives the names of a CSV's columns in their order.
    #>
    param([string]$Kind)
    $ofUpdate = 'OwnerName', 'Domain', 'Application', 'UpdateName', 'KB'
    $ofRow = 'InstanceId', 'RunId', 'UpdateId'
    $ofOutcome = 'HResult', 'Result', 'HResultName'
    switch ($Kind) {
        { $_ -in 'updates-before', 'updates-after' } { return $ofUpdate + $ofRow + 'InstalledOn' }
        'update-results' { return $ofUpdate + $ofRow + $ofOutcome + 'Classification' + 'Severity' + 'RebootRequired' + 'Note' }
        'updates-installed' { return $ofUpdate + 'Date' + $ofRow }
        'updates-failed' { return $ofUpdate + 'Date' + $ofRow + $ofOutcome }
        'updates-confirmed' { return $ofUpdate + $ofRow + $ofOutcome }
        'software' { return 'OwnerName', 'Domain', 'Application', 'Name', 'Version', 'Publisher', 'InstallDate', 'InstanceId', 'RunId' }
        'checks' { return 'OwnerName', 'Domain', 'Application', 'Check', 'Target', 'InstanceId', 'RunId', 'Result', 'Detail' }
        default { throw "there is no CSV of kind '$Kind'" }
    }
}


function Add-Row {
    <#
    .SYNOPSIS
    Adds a row to the document's CSV. Cells that are not given are empty; who and
    where is filled in.
    #>
    param($Document, [System.Collections.IDictionary]$Cells)
    $Cells['OwnerName'] = $Document.Labels.Owner
    $Cells['Application'] = $Document.Labels.Application
    $Cells['Domain'] = $Document.Computer.Domain
    $Cells['InstanceId'] = $Document.InstanceId
    $Cells['RunId'] = $Document.RunId
    [void]$Document.Rows.Add([string[]]@(foreach ($column in Get-CsvColumn $Document.Kind) { [string]$Cells[$column] }))
}

function Add-Count {
    <#
    .SYNOPSIS
    Adds to one of the marker's counts.
    #>
    param($Document, [string]$Name, [int]$Number = 1)
    if (-not $Document.Counts.ContainsKey($Name)) { $Document.Counts[$Name] = 0 }
    $Document.Counts[$Name] += $Number
}


# TCP ports.

# Why a connection or a request came to nothing.

function Get-NetworkFailure {
    <#
    .SYNOPSIS
    Gives a short name that is the same in every language of Windows, or else the
    exception's own text.
    .DESCRIPTION
    SocketError's name, such as ConnectionRefused; UntrustedCertificate for TLS that
    came to nothing; of .NET Framework's WebException, which has no inner exception
    for some, its WebExceptionStatus.
    #>
    param([System.Exception]$Exception)
    $status = ''
    for ($inner = $Exception; $null -ne $inner; $inner = $inner.InnerException) {
        if ($inner -is [System.Net.Sockets.SocketException]) { return [string]$inner.SocketErrorCode }
        if ($inner -is [System.Security.Authentication.AuthenticationException]) { return 'UntrustedCertificate' }
        if ($inner -is [System.Net.WebException]) { $status = [string]$inner.Status }
        $last = $inner
    }
    switch ($status) {
        '' { $last.Message }
        'NameResolutionFailure' { 'HostNotFound' }
        'Timeout' { 'TimedOut' }
        'TrustFailure' { 'UntrustedCertificate' }
        default { $status }
    }
}


function Test-Port {
    <#
    .SYNOPSIS
    Whether a port takes a connection.
    #>
    param([hashtable]$Check, [int]$Seconds)
    $failure = Connect-TcpPort $Check.HostName $Check.Port $Seconds
    $Check.Passed = -not $failure
    $Check.Detail = if ($failure -eq 'TimedOut') { "no connection in $Seconds s" } elseif ($failure) { $failure } else { 'open' }
}

function Connect-TcpPort {
    <#
    .SYNOPSIS
    Connects to a port, and says what went wrong as SocketError names it; nothing
    for a connection, which is closed at once.
    #>
    param([string]$HostName, [int]$Port, [int]$Seconds)
    $client = New-Object -TypeName System.Net.Sockets.TcpClient
    try {
        # Connect itself waits as long as Windows likes: 21 seconds.
        $connecting = $client.BeginConnect($HostName, $Port, $null, $null)
        if (-not $connecting.AsyncWaitHandle.WaitOne($Seconds * 1000)) { return 'TimedOut' }
        $client.EndConnect($connecting)
    } catch {
        Get-NetworkFailure $_.Exception
    } finally {
        $client.Close()
    }
}

# HTTP: what a server answers. It may answer anything, and may be somebody else's.



# How much of a page is looked through for a text, in bytes. What comes after it is
# not even read.
$MaxPage = 65536

function Test-Url {
    <#
    .SYNOPSIS
    Whether a server answers as expected.
    #>
    param([hashtable]$Check, [int]$Seconds)
    $answer = Get-HttpAnswer $Check.Target $Seconds ([bool]$Check.Text)
    if ($answer.Failure) {
        $Check.Passed = $false
        $Check.Detail = if ($answer.Failure -eq 'TimedOut') { "no answer in $Seconds s" } else { $answer.Failure }
        return
    }
    $right = if ($Check.Status -ne 0) { $answer.Status -eq $Check.Status } else { $answer.Status -ge 200 -and $answer.Status -le 299 }
    $there = -not $Check.Text -or $answer.Text.IndexOf($Check.Text, [System.StringComparison]::Ordinal) -ge 0
    $Check.Passed = $right -and $there
    $Check.Detail = "status $($answer.Status)"
    if (-not $right) {
        $Check.Detail += ", and not $(if ($Check.Status -ne 0) { $Check.Status } else { '200 to 299' })"
    } elseif (-not $there) {
        $Check.Detail += ", and its first $MaxPage bytes are without the text '$($Check.Text)'"
    }
}

function Get-HttpAnswer {
    <#
    .SYNOPSIS
    Gets a URL: straight, without a proxy, cookies or credentials, and without going
    where a redirection leads. TLS 1.2 is on since the AWS tools were imported
    (s3.ps1).
    .OUTPUTS
    A hashtable: Failure, empty where there is an answer; Status; and Text, the
    beginning of the page where WithText asks for it.
    #>
    param([string]$Url, [int]$Seconds, [bool]$WithText)
    # HttpClient, and not Invoke-WebRequest: that reads pages of any length, takes
    # Windows' proxy, and can wait for ever for a page that drips.
    Add-Type -AssemblyName System.Net.Http
    $handler = New-Object -TypeName System.Net.Http.HttpClientHandler
    $handler.UseProxy = $false
    $handler.UseCookies = $false
    $handler.AllowAutoRedirect = $false
    $client = New-Object -TypeName System.Net.Http.HttpClient -ArgumentList $handler
    # Its own 100 seconds may be over before those of the check.
    $client.Timeout = [System.Threading.Timeout]::InfiniteTimeSpan
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    try {
        $asking = $client.GetAsync($Url, [System.Net.Http.HttpCompletionOption]::ResponseHeadersRead)
        if (-not (Wait-Task $asking $clock $Seconds)) { return @{ Failure = 'TimedOut' } }
        $text = ''
        if ($WithText) {
            $opening = $asking.Result.Content.ReadAsStreamAsync()
            if (-not (Wait-Task $opening $clock $Seconds)) { return @{ Failure = 'TimedOut' } }
            $text = Read-Page $opening.Result $clock $Seconds
            if ($null -eq $text) { return @{ Failure = 'TimedOut' } }
        }
        @{ Failure = ''; Status = [int]$asking.Result.StatusCode; Text = $text }
    } catch {
        @{ Failure = Get-NetworkFailure $_.Exception }
    } finally {
        $client.Dispose()
    }
}

function Read-Page {
    <#
    .SYNOPSIS
    Reads the beginning of a page as UTF-8; nothing where time runs out before.
    #>
    param($Stream, $Clock, [int]$Seconds)
    $buffer = New-Object -TypeName byte[] -ArgumentList $MaxPage
    $length = 0
    while ($length -lt $MaxPage) {
        $reading = $Stream.ReadAsync($buffer, $length, $MaxPage - $length)
        if (-not (Wait-Task $reading $Clock $Seconds)) { return }
        if ($reading.Result -eq 0) { break }
        $length += $reading.Result
    }
    [System.Text.Encoding]::UTF8.GetString($buffer, 0, $length)
}

function Wait-Task {
    <#
    .SYNOPSIS
    Waits for a task for what is left of so many seconds, and tells whether it has
    ended. It throws what the task has thrown.
    #>
    param($Task, $Clock, [int]$Seconds)
    $Task.Wait([int][math]::Max(0, $Seconds * 1000 - $Clock.ElapsedMilliseconds))
}

# Errors in the event logs since the boot.


# Work that can hang: it runs in a process of its own, and is given up at a
# deadline.


# HRESULTs: how Windows says what went wrong.

function Format-HResult {
    <#
    .SYNOPSIS
    Writes an HRESULT as 0x and 8 hexadecimal digits; nothing for success.
    #>
    param([int]$HResult)
    if ($HResult -eq 0) { return '' }
    '0x{0:X8}' -f $HResult
}

function Get-ErrorHResult {
    <#
    .SYNOPSIS
    Gives the HRESULT that Windows ended a call with; 0 where the error is
    PowerShell's or .NET's own.
    .DESCRIPTION
    PowerShell and .NET wrap exceptions: the innermost one that Windows has given
    a code counts. COM interop makes other exceptions of some HRESULTs
    (UnauthorizedAccessException of E_ACCESSDENIED), so the type does not tell.
    #>
    param([System.Exception]$Exception)
    $found = 0
    while ($null -ne $Exception) {
        # 0x8013xxxx is .NET's own facility (corerror.h).
        if (('{0:X8}' -f $Exception.HResult) -notlike '8013*') { $found = $Exception.HResult }
        $Exception = $Exception.InnerException
    }
    $found
}


function Invoke-Job {
    <#
    .SYNOPSIS
    Runs a script in a child process, and tells whether it came to its end.
    .PARAMETER Script
    The script's text. Each hashtable that it writes goes to Receive as it comes.
    .PARAMETER Argument
    What the script's one parameter gets.
    .PARAMETER Until
    Gives the moment at which the script is given up: asked anew each time, since
    how far it is may decide. Like Receive it is called from inside and so must not
    use variables of the names that this function has itself.
    #>
    param([string]$Script, [hashtable]$Argument, [scriptblock]$Receive, [scriptblock]$Until)
    $job = Start-Job -ScriptBlock (New-JobScript $Script) -ArgumentList $Argument
    $child = @{ Process = $null; Ended = $false }
    try {
        while ($true) {
            # The state first: what is written in between is received then.
            $state = [string]$job.State
            foreach ($record in Receive-Job -Job $job) { Receive-JobRecord $record $child $Receive }
            if ($child.Ended) { return $true }
            if ($state -notin 'NotStarted', 'Running') { throw "a process of this document ended before its work ($state)" }
            if ((Get-UtcNow) -ge (& $Until)) { return $false }
            Start-Sleep -Seconds 1
        }
    } finally {
        Stop-Child $job $child.Process
    }
}

function New-JobScript {
    <#
    .SYNOPSIS
    Puts a script into a frame that says which process it has, and how it ended. An
    error crosses to another process as a text: its HRESULT would be lost.
    #>
    param([string]$Script)
    $frame = {
        Set-StrictMode -Version 2
        $ErrorActionPreference = 'Stop'
        @{ Process = $PID }
        try {
            & $work $args[0]
            @{ Ended = $true }
        } catch {
            $exception = $_.Exception
            while ($null -ne $exception.InnerException) { $exception = $exception.InnerException }
            @{ Ended = $true; Error = $exception.Message; HResult = Get-ErrorHResult $_.Exception }
        }
    }
    [scriptblock]::Create("$(Get-FunctionText 'Get-ErrorHResult')`n`$work = {`n$Script`n}`n$frame")
}

function Get-FunctionText {
    <#
    .SYNOPSIS
    Gives functions of this document as a script that defines them, for a process
    that has none.
    #>
    param([string[]]$Name)
    $texts = foreach ($one in $Name) { "function $one {`n$((Get-Command -Name $one -CommandType Function).Definition)`n}" }
    $texts -join "`n"
}

function Receive-JobRecord {
    <#
    .SYNOPSIS
    Takes one thing that the child has written. Its error is thrown here.
    #>
    param($Record, [hashtable]$Child, [scriptblock]$Receive)
    if ($Record -isnot [System.Collections.IDictionary]) { return }
    if ($Record.ContainsKey('Process')) {
        $Child.Process = $Record.Process
    } elseif ($Record.ContainsKey('Ended')) {
        $Child.Ended = $true
        if (-not $Record.ContainsKey('Error')) { return }
        if ($Record.HResult -eq 0) { throw $Record.Error }
        throw [System.Runtime.InteropServices.COMException]::new($Record.Error, $Record.HResult)
    } else {
        & $Receive $Record
    }
}

function Stop-Child {
    <#
    .SYNOPSIS
    Ends the child, also one that hangs in a call to Windows: Stop-Job would wait
    for that call.
    #>
    param($Job, $ProcessId)
    if ([string]$Job.State -eq 'Running') {
        if ($null -ne $ProcessId -and $ProcessId -ne $PID) {
            Stop-Process -Id $ProcessId -Force -ErrorAction Ignore
        } else {
            Stop-Job -Job $Job
        }
    }
    Remove-Job -Job $Job -Force -ErrorAction Ignore
}


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

# A script of the application's own, from the store.



# Scripts that a document downloads: pinned by their SHA-256, so that who can
# write to the store still can't run anything on an instance.

# Where things lie on the store. internal/run/keys.go has the keys too, and a test
# compares.

function Get-RunKey {
    <#
    .SYNOPSIS
    Gives the key of something of the run.
    #>
    param($Document, [string[]]$Parts)
    (@($Document.Prefix, 'runs', $Document.RunId) + $Parts | Where-Object { $_ }) -join '/'
}

function Get-CsvKey {
    <#
    .SYNOPSIS
    Gives the key of this instance's CSV of one kind.
    #>
    param($Document, [string]$Kind)
    Get-RunKey $Document 'csv', $Kind, "$($Document.Identity).csv"
}

function Get-MarkerKey {
    <#
    .SYNOPSIS
    Gives the key of this attempt's marker. The outcome is part of it.
    #>
    param($Document)
    Get-RunKey $Document 'markers', $Document.Name, $Document.Attempt, $Document.Identity, "$(Get-Outcome $Document).json"
}

function Get-ScriptKey {
    <#
    .SYNOPSIS
    Gives the key of a script that documents download, by its SHA-256.
    #>
    param($Document, [string]$Sha256, [string]$File)
    (@($Document.Prefix, 'scripts', $Sha256, $File) | Where-Object { $_ }) -join '/'
}

# The store on S3: whole objects, through AWS Tools for PowerShell. The AWS CLI
# may be missing on a Windows image.

# What a document says while it works. The SSM agent keeps the first 24,000
# characters of either stream.

function Write-Log {
    <#
    .SYNOPSIS
    Writes a line to standard output, past the pipeline: it never becomes a
    function's result.
    #>
    param([string]$Text)
    Write-Information -MessageData $Text -InformationAction Continue
}

function Write-Failure {
    <#
    .SYNOPSIS
    Writes a line to standard error. Unlike Write-Error it ends nothing.
    #>
    param([string]$Text)
    $Host.UI.WriteErrorLine($Text)
}


# AWS's images have one of the two: Windows Server 2025 the first, older ones the
# second, whose import takes some ten seconds.
$AwsModules = 'AWS.Tools.S3', 'AWSPowerShell'

# What S3 refuses is tried again after so many seconds: a role that was just
# attached needs some.
$RetryAfter = 5, 10, 20

function Import-AwsModule {
    <#
    .SYNOPSIS
    Imports the AWS Tools that this Windows has.
    #>
    # Server 2016 and 2019 offer TLS 1.0 only where nobody asks for more; 0 is a
    # system that decides by itself.
    if ([System.Net.ServicePointManager]::SecurityProtocol -ne 0) {
        [System.Net.ServicePointManager]::SecurityProtocol = [System.Net.ServicePointManager]::SecurityProtocol -bor [System.Net.SecurityProtocolType]::Tls12
    }
    # Not what the loop gives: a return would let it out as this function's own
    # result, and in the end as the document's exit code.
    $tried = ''
    foreach ($module in $AwsModules) {
        try {
            return Import-Module -Name $module -ErrorAction Stop
        } catch {
            $tried += " ${module}: $($_.Exception.Message)"
        }
    }
    throw "there are no AWS Tools for PowerShell here; install $($AwsModules[0]).$tried"
}

function Write-StoreObject {
    <#
    .SYNOPSIS
    Writes a text as an object, in UTF-8 without a byte order mark.
    #>
    param($Document, [string]$Key, [string]$Text, [string]$What)
    # Through a file: what -Content makes of a text is the cmdlet's business.
    $file = Join-Path ([System.IO.Path]::GetTempPath()) "patchline-$([guid]::NewGuid()).tmp"
    $place = @{ BucketName = $Document.Bucket; Key = $Key; File = $file; Region = $Document.StoreRegion }
    try {
        [System.IO.File]::WriteAllBytes($file, [System.Text.UTF8Encoding]::new($false).GetBytes($Text))
        [void](Invoke-S3 "$What could not be written to the store" { Write-S3Object @place })
    } finally {
        Remove-Item -LiteralPath $file -Force -ErrorAction Ignore
    }
}

function Read-StoreObject {
    <#
    .SYNOPSIS
    Gives an object's bytes, or $null where there is no such object.
    #>
    param($Document, [string]$Key, [string]$What)
    $file = Join-Path ([System.IO.Path]::GetTempPath()) "patchline-$([guid]::NewGuid()).tmp"
    $place = @{ BucketName = $Document.Bucket; Key = $Key; File = $file; Region = $Document.StoreRegion }
    try {
        if (-not (Invoke-S3 "$What from the store" { [void](Read-S3Object @place); $true })) { return }
        , [System.IO.File]::ReadAllBytes($file)
    } finally {
        Remove-Item -LiteralPath $file -Force -ErrorAction Ignore
    }
}

function Invoke-S3 {
    <#
    .SYNOPSIS
    Calls S3, up to four times. It gives nothing where there is no such object:
    that is an answer, and no failure.
    #>
    param([string]$What, [scriptblock]$Call)
    for ($try = 0; ; $try++) {
        try {
            return & $Call
        } catch {
            $code = Get-S3Code $_.Exception
            if ($code -eq 'NoSuchKey') { return }
            if ($try -ge $RetryAfter.Count) { throw "${What}: $code" }
            Write-Log "${What}: $code; next try in $($RetryAfter[$try]) s"
            Start-Sleep -Seconds $RetryAfter[$try]
        }
    }
}

function Get-S3Code {
    <#
    .SYNOPSIS
    Gives S3's error code, such as AccessDenied, or what else went wrong.
    #>
    param([System.Exception]$Exception)
    for ($inner = $Exception; $null -ne $inner; $inner = $inner.InnerException) {
        $code = $inner.PSObject.Properties['ErrorCode']
        if ($null -ne $code -and $code.Value -is [string] -and $code.Value) {
            # An answer to HEAD has no body, and so no better code than this.
            if ($code.Value -eq 'NotFound') { return 'NoSuchKey' }
            return $code.Value
        }
    }
    $Exception.Message
}


function Read-PinnedScript {
    <#
    .SYNOPSIS
    Gives the text of a script of the store, or throws where its hash is another.
    .DESCRIPTION
    The bytes that were hashed are those that are run: no file lies in between.
    #>
    param($Document, [string]$File, [string]$Sha256)
    $bytes = Read-StoreObject $Document (Get-ScriptKey $Document $Sha256 $File) "the script $File could not be fetched"
    if ($null -eq $bytes) {
        throw "the script $File is not in the store under scripts/${Sha256}: deploy the scripts that belong to this document"
    }
    $found = Get-Sha256 $bytes
    if ($found -cne $Sha256) {
        throw "the script $File in the store has SHA-256 $found, and this document wants ${Sha256}: it was not run"
    }
    [System.Text.Encoding]::UTF8.GetString($bytes).TrimStart([char]0xFEFF)
}

function Get-Sha256 {
    <#
    .SYNOPSIS
    Gives a SHA-256 in lower-case hexadecimal digits.
    #>
    param([byte[]]$Bytes)
    # Not SHA256Managed, which throws where Windows enforces FIPS.
    $hash = [System.Security.Cryptography.SHA256]::Create()
    try {
        [System.BitConverter]::ToString($hash.ComputeHash($Bytes)).Replace('-', '').ToLowerInvariant()
    } finally {
        $hash.Dispose()
    }
}


function Test-Script {
    <#
    .SYNOPSIS
    Whether the script ends with exit code 0. It is downloaded once, and not run
    where its SHA-256 is another.
    #>
    param($Document, [hashtable]$Check, [int]$Seconds)
    if ($null -eq $Check.Source) {
        # What S3 refuses was tried several times, and a hash does not change.
        $Check.Final = $true
        $Check.Source = Read-PinnedScript $Document $Check.Target $Check.Sha256
        $Check.Final = $false
    }
    $outcome = @{ ExitCode = $null; Line = '' }
    $end = (Get-UtcNow).AddSeconds($Seconds)
    if ($Document.Deadline -lt $end) { $end = $Document.Deadline }
    $job = @{
        Script   = "param(`$Given)`n$(Get-FunctionText 'Invoke-StoreScript')`nInvoke-StoreScript `$Given.Source"
        Argument = @{ Source = $Check.Source }
        Receive  = { param($Record) $outcome.ExitCode = $Record.ExitCode; $outcome.Line = $Record.Line }
        Until    = { $end }
    }
    try {
        $ended = Invoke-Job @job
    } catch {
        throw "exception: $($_.Exception.Message)"
    }
    if (-not $ended) { throw "no end in $Seconds s" }
    $Check.Passed = $outcome.ExitCode -eq 0
    $Check.Detail = "exit code $($outcome.ExitCode)$(if ($outcome.Line) { ": $($outcome.Line)" })"
}

function Invoke-StoreScript {
    <#
    .SYNOPSIS
    Runs a script as powershell.exe -File does, and gives its exit code and the last
    line that it has written.
    #>
    param([string]$Source)
    # From a file, so that `exit` ends the script and not this process. The name
    # can't be guessed, and Windows lets nobody else write to it.
    $file = Join-Path ([System.IO.Path]::GetTempPath()) "patchline-$([guid]::NewGuid()).ps1"
    # 5.1 takes a file without a byte order mark for one in the code page.
    [System.IO.File]::WriteAllText($file, $Source, (New-Object -TypeName System.Text.UTF8Encoding -ArgumentList $true))
    $last = ''
    try {
        # As the script would find it: not as this document has it.
        Set-StrictMode -Off
        $ErrorActionPreference = 'Continue'
        $global:LASTEXITCODE = 0
        # Its errors go nowhere: they would become this document's.
        & $file 2>$null | ForEach-Object { if ([string]$_ -match '\S') { $last = [string]$_ } }
        @{ ExitCode = $global:LASTEXITCODE; Line = $last.Substring(0, [math]::Min($last.Length, 1000)) }
    } finally {
        Remove-Item -LiteralPath $file -Force -ErrorAction SilentlyContinue
    }
}


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


function Test-Application {
    <#
    .SYNOPSIS
    Runs the checks that the document's parameters ask for, and throws where some do
    not pass.
    #>
    param($Document, [hashtable]$Wanted)
    # Every parameter is read before anything is checked.
    $settings = @{
        # One that begins right before the deadline ends before the step's time-out.
        CheckSeconds  = ConvertTo-Number 'CheckSeconds' $Wanted.CheckSeconds 1 120
        ScriptSeconds = ConvertTo-Number 'ScriptSeconds' $Wanted.ScriptSeconds 1 1200
        Retries       = ConvertTo-Number 'Retries' $Wanted.Retries 0 99
        RetrySeconds  = ConvertTo-Number 'RetrySeconds' $Wanted.RetrySeconds 1 300
        Ignored       = @(ConvertTo-IgnoredEvent $Wanted.IgnoredEvents)
    }
    $others = @(
        ConvertTo-PortCheck $Wanted.TcpPorts
        ConvertTo-UrlCheck $Wanted.Urls
        ConvertTo-ProcessCheck $Wanted.Processes
        ConvertTo-ScriptCheck $Wanted.Script
    )
    $logs = @(ConvertTo-EventCheck $Wanted.EventLogs)
    $first = @(ConvertTo-ServiceCheck $Wanted.Services) + $others
    if ($first.Count + $logs.Count -eq 0) { throw 'there is nothing to check' }
    Invoke-CheckRound $Document $first $settings
    # Last, so that they have the errors of the time until then.
    Invoke-CheckRound $Document $logs $settings
    Complete-Check $Document ($first + $logs)
}
