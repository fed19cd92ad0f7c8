# Whether the SSM agent is back from an update.

. (Join-Path $PSScriptRoot 'services.ps1')

function Get-AgentHindrance {
    <#
    .SYNOPSIS
    Says why the agent is not back yet; nothing once it is.
    #>
    if (Test-Updater) { return 'its update still runs' }
    $state = Get-ServiceState 'AmazonSSMAgent'
    if ($state -ne 'Running') { "its service is $state" }
}

function Test-Updater {
    <#
    .SYNOPSIS
    Tells whether somebody updates the agent: who does keeps a file with the number
    of its process (amazon-ssm-agent, appconfig.UpdaterPidLockfile).
    #>
    $lock = Get-UpdateLock
    if ($null -eq $lock) { return $false }
    $owner = Get-OwnerProcess $lock.ProcessId
    # A file that was left behind may name a process that has begun since.
    $null -ne $owner -and $owner.StartTime -le $lock.WrittenAt
}

function Get-UpdateLock {
    <#
    .SYNOPSIS
    Gives the owner of the update's lock and when the file was written; nothing
    where there is no such file, or it names no process.
    #>
    $path = "$env:ProgramData\Amazon\SSM\update.lock"
    try {
        $file = Get-Item -LiteralPath $path
        $text = [string](Get-Content -LiteralPath $path -TotalCount 1)
    } catch {
        return
    }
    if ($text -match '^\s*([0-9]{1,9})\s*$') { @{ ProcessId = [int]$Matches[1]; WrittenAt = $file.LastWriteTime } }
}

function Get-OwnerProcess {
    <#
    .SYNOPSIS
    Gives a process by its number; nothing where it has ended.
    #>
    param([int]$ProcessId)
    Get-Process -Id $ProcessId -ErrorAction SilentlyContinue
}
