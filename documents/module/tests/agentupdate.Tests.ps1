. (Join-Path $PSScriptRoot 'assert.ps1')
. (Join-Path $PSScriptRoot '../agentupdate.ps1')

# Windows' update.lock, the process that it names, and the service.
$windows = @{ Lock = $null; Owner = $null; Service = 'Running' }

function Get-Item {
    param([string]$LiteralPath)
    if ($null -eq $windows.Lock) { throw "Cannot find path '$LiteralPath'" }
    [pscustomobject]@{ LastWriteTime = [datetime]'2024-06-14T22:00:00' }
}

function Get-Content {
    param([string]$LiteralPath, [int]$TotalCount)
    $windows.Lock
}

function Get-Process {
    [CmdletBinding()]
    param([int]$Id)
    if ($Id -eq 4711 -and $null -ne $windows.Owner) { return [pscustomobject]@{ Id = $Id; StartTime = $windows.Owner } }
    Write-Error "Cannot find a process with the process identifier $Id."
}

function Get-Service {
    [CmdletBinding()]
    param([string]$Name)
    if ($windows.Service) { [pscustomobject]@{ Name = $Name; Status = $windows.Service } }
}

function Test-Hindrance {
    param($Lock, $Owner, [string]$Service, [string]$Want)
    $windows.Lock, $windows.Owner, $windows.Service = $Lock, $Owner, $Service
    Assert-Equal $Want ("$(Get-AgentHindrance)")
}

$before = [datetime]'2024-06-14T21:59:58'

Test-That 'an agent whose service runs is back' { Test-Hindrance $null $null 'Running' '' }
Test-That 'an updater at work is waited for' { Test-Hindrance '4711' $before 'Running' 'its update still runs' }
Test-That 'an updater that has ended is not' { Test-Hindrance '4711' $null 'Running' '' }
Test-That 'nor is another process that has its number since' { Test-Hindrance '4711' $before.AddMinutes(1) 'Running' '' }
Test-That 'nor what is no number of a process' {
    foreach ($text in '', 'x', '-1', '99999999999', '4711x') { Test-Hindrance $text $before 'Running' '' }
}
Test-That 'a service that does not run is waited for' { Test-Hindrance $null $null 'StartPending' 'its service is StartPending' }
Test-That 'so is one that an installer has taken away' { Test-Hindrance $null $null '' 'its service is not installed' }
