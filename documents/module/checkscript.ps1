# A script of the application's own, from the store.

. (Join-Path $PSScriptRoot 'clock.ps1')
. (Join-Path $PSScriptRoot 'job.ps1')
. (Join-Path $PSScriptRoot 'scripts.ps1')

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
