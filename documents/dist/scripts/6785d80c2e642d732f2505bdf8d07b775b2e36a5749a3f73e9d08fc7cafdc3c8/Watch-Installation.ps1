# Watches the process that installs, and makes rows and counts of what it tells. It
# runs in the document's own process.

# How long a document waits for the Windows Update Agent.

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


# A search that finds its server takes a minute or two, and ten on a small instance.
$AnswerMinutes = 20

function Get-AnswerEnd {
    <#
    .SYNOPSIS
    Gives the moment at which a question that is asked now is given up.
    #>
    param($Document)
    $end = (Get-UtcNow).AddMinutes($AnswerMinutes)
    if ($Document.Deadline -lt $end) { $Document.Deadline } else { $end }
}

function Get-NoAnswer {
    <#
    .SYNOPSIS
    Says that a question was given up.
    #>
    param([string]$What)
    "$What gave no answer in $AnswerMinutes minutes, and was given up"
}

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


# How long after the deadline an installation that is under way is waited for; what
# is left of the reserve is for the CSV and the marker.
$InstallGrace = New-TimeSpan -Minutes 3

# How often the CSV is written while the installation goes on: what was installed
# must be known also when a restart cuts this document off.
$SaveEvery = New-TimeSpan -Minutes 5

function Watch-Installation {
    <#
    .SYNOPSIS
    Runs the script that installs in a process of its own, and throws where it has
    failed.
    #>
    param($Document, [string]$Script, [hashtable]$Options)
    $progress = @{ Searched = $false; Current = $null; Plan = [ordered]@{}; Saved = Get-UtcNow }
    $end = Get-AnswerEnd $Document
    $job = @{
        Script   = $Script
        Argument = $Options
        Receive  = { param($Record) Receive-InstallRecord $Document $progress $Record }
        Until    = { if ($progress.Searched) { $Document.Deadline + $InstallGrace } else { $end } }
    }
    if (-not (Invoke-Job @job)) {
        if (-not $progress.Searched) { throw (Get-NoAnswer 'the search for updates') }
        Stop-Installation $Document $progress $Options.TimeoutMinutes
    }
    Assert-Installed $Document
}

function Receive-InstallRecord {
    <#
    .SYNOPSIS
    Takes what the installing process tells.
    #>
    param($Document, [hashtable]$Progress, $Record)
    switch ($Record.Step) {
        'Log' { Write-Log $Record.Text }
        'Searched' { $Progress.Searched = $true }
        'Begun' { $Progress.Current = $Record.UpdateId }
        'Planned' {
            Add-Count $Document 'found'
            $Progress.Plan[$Record.UpdateId] = $Record
        }
        'Result' {
            if ($Progress.Plan.Contains($Record.UpdateId)) { $Progress.Plan.Remove($Record.UpdateId) } else { Add-Count $Document 'found' }
            Add-Result $Document $Record
            Save-Result $Document $Progress
        }
    }
}

function Save-Result {
    <#
    .SYNOPSIS
    Writes the CSV so far, from time to time. That it can't is no failure yet.
    #>
    param($Document, [hashtable]$Progress)
    if ((Get-UtcNow) -lt $Progress.Saved + $SaveEvery) { return }
    try { Write-Csv $Document } catch { Write-Log $_.Exception.Message }
    $Progress.Saved = Get-UtcNow
}

function Add-Result {
    <#
    .SYNOPSIS
    Adds one update's row, and counts it.
    #>
    param($Document, $Record)
    $counts = @{
        Succeeded = 'installed'; SucceededWithErrors = 'installed'; Failed = 'failed'; Aborted = 'failed'
        Skipped = 'skipped'; NotAttempted = 'notAttempted'
    }
    $hresult = Format-HResult $Record['HResult']
    if ($counts.ContainsKey($Record.Result)) { Add-Count $Document $counts[$Record.Result] }
    # The marker has the first failure's.
    if ($counts[$Record.Result] -eq 'failed' -and -not $Document.HResult) { $Document.HResult = $hresult }
    Write-Log "$($Record.KB) $($Record.UpdateId): $($Record.Result) $hresult $($Record['Note'])".TrimEnd()
    Add-Row $Document @{
        UpdateName     = $Record.UpdateName
        KB             = $Record.KB
        UpdateId       = $Record.UpdateId
        HResult        = $hresult
        Result         = $Record.Result
        HResultName    = [string]$Record['HResultName']
        Classification = $Record.Classification
        Severity       = $Record.Severity
        RebootRequired = [string][bool]$Record['RebootRequired']
        Note           = [string]$Record['Note']
    }
}

function Stop-Installation {
    <#
    .SYNOPSIS
    Notes what was under way and what was left when the time was over, and throws.
    #>
    param($Document, [hashtable]$Progress, [int]$TimeoutMinutes)
    $left = 0
    $current = ''
    foreach ($update in @($Progress.Plan.Values)) {
        if ($update.UpdateId -eq $Progress.Current) {
            $current = "$($update.KB) was still being installed when the time was over; "
            $outcome = @{ Result = 'Aborted'; Note = 'it was still being installed when the time was over: Windows may go on with it' }
        } else {
            $left++
            $outcome = @{ Result = 'NotAttempted'; Note = 'no time was left' }
        }
        Add-Result $Document ($update + $outcome)
    }
    throw "${current}no time was left for $left updates: the document's time-out is $TimeoutMinutes minutes"
}

function Assert-Installed {
    <#
    .SYNOPSIS
    Throws where all updates that were tried have failed. It judges as
    IInstallationResult does: some that fail are success with errors.
    #>
    param($Document)
    if (-not $Document.Counts.ContainsKey('failed') -or $Document.Counts.ContainsKey('installed')) { return }
    $columns = @(Get-CsvColumn $Document.Kind)
    $first = @($Document.Rows | Where-Object { $_[[array]::IndexOf($columns, 'Result')] -in 'Failed', 'Aborted' })[0]
    $why = "$($first[[array]::IndexOf($columns, 'HResult')]) $($first[[array]::IndexOf($columns, 'HResultName')])".Trim()
    if ($Document.Counts.failed -eq 1) { throw "the one update that was to be installed failed: $why" }
    throw "all $($Document.Counts.failed) updates that were to be installed failed, the first with $why"
}

function Merge-Result {
    <#
    .SYNOPSIS
    Puts this attempt's results in the place of those that earlier attempts of the
    run have left for the same updates, and keeps the others: a second run over the
    first must not forget what the first installed. What was attempted gives way to
    another attempt only.
    #>
    param($Document)
    $now = $Document.Rows
    $earlier = Read-StoredCsv $Document $Document.Kind
    $columns = @(Get-CsvColumn $Document.Kind)
    $id = [array]::IndexOf($columns, 'UpdateId')
    $result = [array]::IndexOf($columns, 'Result')
    $attempted = 'Succeeded', 'SucceededWithErrors', 'Failed', 'Aborted'
    $newer = @{}
    foreach ($row in $now) { $newer[$row[$id]] = $row }
    $merged = [System.Collections.ArrayList]@()
    foreach ($row in $earlier) {
        $again = $newer.ContainsKey($row[$id])
        if ($again -and -not ($row[$result] -in $attempted -and $newer[$row[$id]][$result] -notin $attempted)) { continue }
        [void]$merged.Add($row)
        $newer.Remove($row[$id])
    }
    foreach ($row in $now) {
        if ($newer.ContainsKey($row[$id])) { [void]$merged.Add($row) }
    }
    , $merged
}
