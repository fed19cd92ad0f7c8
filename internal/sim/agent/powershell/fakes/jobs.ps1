# Jobs (Start-Job): in a runspace of their own in this process, where Windows is
# replaced too. As from a process of their own, what goes in and out is a copy
# without methods. $PID is the script's own.

# The jobs that a script has begun and not removed.
$jobs = [System.Collections.ArrayList]::new()
$jobsBegun = 0

# A copy, as it comes out of another process.
function Copy-Serialized {
    param($Value)
    Write-Output -NoEnumerate -InputObject ([System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($Value, 2)))
}

function Start-Job {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true, Position = 0)][scriptblock]$ScriptBlock,
        [Alias('Args')][object[]]$ArgumentList = @(),
        [string]$Name
    )
    $quiet = [System.Threading.ManualResetEventSlim]::new($false)
    $runspace = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault())
    $runspace.Open()
    $shell = [powershell]::Create()
    $shell.Runspace = $runspace
    [void]$shell.AddCommand((Join-Path $PSScriptRoot 'job.ps1')).AddParameter('Folder', $script:folder).AddParameter('Quiet', $quiet).Invoke()
    $shell.Commands.Clear()
    [void]$shell.AddScript($ScriptBlock.ToString(), $true)
    foreach ($argument in $ArgumentList) { [void]$shell.AddArgument((Copy-Serialized $argument)) }
    $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $none = [System.Management.Automation.PSDataCollection[psobject]]::new()
    $none.Complete()
    $script:jobsBegun++
    $job = [pscustomobject]@{
        Id = $script:jobsBegun; Name = if ($Name) { $Name } else { "Job$script:jobsBegun" }
        Shell = $shell; Output = $output; Quiet = $quiet; Running = $shell.BeginInvoke($none, $output); Told = $false
    }
    $job | Add-Member -MemberType ScriptProperty -Name State -Value {
        $state = [string]$this.Shell.InvocationStateInfo.State
        if ($state -eq 'NotStarted') { 'Running' } else { $state }
    }
    [void]$script:jobs.Add($job)
    $job
}

# Waits in real time until every job is over, or waits itself: simulated time does
# not pass while something works.
function Wait-JobsQuiet {
    foreach ($job in @($script:jobs)) {
        while (-not $job.Running.IsCompleted -and -not $job.Quiet.Wait(5)) { }
    }
}

function Get-Job {
    [CmdletBinding()]
    param([Parameter(Position = 0)][int[]]$Id)
    $script:jobs | Where-Object { -not $Id -or $_.Id -in $Id }
}

# Waits for a simulated time, or for ever.
function Wait-Job {
    [CmdletBinding()]
    param([Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true)][object[]]$Job, [int]$Timeout = -1)
    process {
        foreach ($one in $Job) {
            for ($waited = 0; $one.State -in 'Running', 'Stopping' -and ($Timeout -lt 0 -or $waited -lt $Timeout); $waited++) { Start-Sleep -Seconds 1 }
            if ($one.State -notin 'Running', 'Stopping') { $one }
        }
    }
}

function Receive-Job {
    [CmdletBinding()]
    param([Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true)][object[]]$Job)
    process {
        foreach ($one in $Job) {
            foreach ($item in $one.Output.ReadAll()) { Copy-Serialized $item }
            foreach ($record in $one.Shell.Streams.Error.ReadAll()) { Write-CmdletError $PSCmdlet "$record" 'JobError' 'NotSpecified' $one.Id }
            $reason = $one.Shell.InvocationStateInfo.Reason
            if ($one.State -eq 'Failed' -and -not $one.Told) {
                $one.Told = $true
                Write-CmdletError $PSCmdlet $reason.Message 'JobStateFailed' 'InvalidResult' $one.Id
            }
        }
    }
}

# It does not wait for a job that hangs in Windows.
function Stop-Job {
    [CmdletBinding()]
    param([Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true)][object[]]$Job)
    process {
        foreach ($one in $Job) { [void]$one.Shell.BeginStop($null, $null) }
    }
}

function Remove-Job {
    [CmdletBinding()]
    param([Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true)][object[]]$Job, [switch]$Force)
    process {
        foreach ($one in $Job) {
            $script:jobs.Remove($one)
            if ($one.Running.IsCompleted) {
                $one.Shell.Runspace.Dispose()
                $one.Shell.Dispose()
            } elseif ($Force) {
                Stop-Job $one
            } else {
                Write-CmdletError $PSCmdlet "The job $($one.Id) can't be removed: it is not finished." 'JobNotFinished' 'InvalidOperation' $one.Id
            }
        }
    }
}
