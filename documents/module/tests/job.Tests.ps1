. (Join-Path $PSScriptRoot 'assert.ps1')
. (Join-Path $PSScriptRoot '../job.ps1')
. (Join-Path $PSScriptRoot 'fakes.ps1')

# Jobs in this process: they have run when they start, but for what is made to hang.
$jobs = @{ State = 'Completed'; Cut = $false; Stopped = 0; Removed = 0 }

function Start-Job {
    param([scriptblock]$ScriptBlock, [object[]]$ArgumentList)
    $records = @(& ([scriptblock]::Create($ScriptBlock.ToString())) @ArgumentList)
    if ($jobs.Cut) { $records = @($records[0]) }
    [pscustomobject]@{ State = $jobs.State; Records = [System.Collections.ArrayList]$records }
}

function Receive-Job {
    param($Job)
    $records = @($Job.Records)
    $Job.Records.Clear()
    $records
}

function Stop-Job { param($Job) $jobs.Stopped++ }
function Remove-Job { param($Job, [switch]$Force) $jobs.Removed++ }

function Invoke-TestJob {
    param([string]$Script, [hashtable]$Argument = @{})
    $end = $clock.Now.AddSeconds(30)
    Invoke-Job -Script $Script -Argument $Argument -Receive { param($Record) [void]$received.Add($Record.Value) } -Until { $end }
}

$received = [System.Collections.ArrayList]@()

Test-That 'what the child writes arrives in its order, and its end is told' {
    Assert-Equal $true (Invoke-TestJob '@{ Value = 1 }; "stray text"; @{ Value = $args[0].Two }' @{ Two = 2 })
    Assert-Equal @(1, 2) $received
    Assert-Equal 1 $jobs.Removed
}

Test-That 'an error of the child is thrown here, with its HRESULT' {
    try {
        Invoke-TestJob 'throw [System.Runtime.InteropServices.COMException]::new("refused", 0x80240028)'
        throw 'nothing was thrown'
    } catch {
        Assert-Equal 'refused' $_.Exception.Message
        Assert-Equal 0x80240028 (Get-ErrorHResult $_.Exception)
    }
    Assert-Throw 'plain' { Invoke-TestJob 'throw "plain"' }
}

Test-That 'the child is strict and stops at errors' {
    Assert-Throw "The variable '`$neverSet' cannot be retrieved because it has not been set." { Invoke-TestJob '$neverSet' }
}

Test-That 'one that hangs is given up at its time, and ended' {
    $jobs.State = 'Running'
    $jobs.Cut = $true
    Assert-Equal $false (Invoke-TestJob '@{ Value = 1 }')
    Assert-Equal 30 $clock.Slept.Count
    Assert-Equal 1 $jobs.Stopped
}

Test-That 'one that dies is told' {
    $jobs.State = 'Failed'
    Assert-Throw 'a process of this document ended before its work (Failed)' { Invoke-TestJob '@{ Value = 1 }' }
}

Test-That 'functions go along as text' {
    function Get-Five { 5 }
    Assert-Equal 5 (& ([scriptblock]::Create("$(Get-FunctionText 'Get-Five')`nGet-Five")))
}
