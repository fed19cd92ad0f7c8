# Work that can hang: it runs in a process of its own, and is given up at a
# deadline.

. (Join-Path $PSScriptRoot 'clock.ps1')
. (Join-Path $PSScriptRoot 'errorcode.ps1')

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
