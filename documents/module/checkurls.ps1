# HTTP: what a server answers. It may answer anything, and may be somebody else's.

. (Join-Path $PSScriptRoot 'networkfailure.ps1')

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
