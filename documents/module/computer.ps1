# What a marker and every row say of the computer.

. (Join-Path $PSScriptRoot 'log.ps1')

# WMI has been seen to hang; after so many seconds a question is given up.
$CimTimeout = 60

function Get-Computer {
    <#
    .SYNOPSIS
    Gives Domain, OSVersion, BootTime and AgentVersion; what can't be found out is
    $null, and the log says why.
    #>
    $facts = @{ Domain = $null; OSVersion = $null; BootTime = $null; AgentVersion = $null }
    $looks = @{
        Domain       = { (Get-CimInstance -ClassName Win32_ComputerSystem -OperationTimeoutSec $CimTimeout).Domain }
        OSVersion    = { (Get-OperatingSystem).Version }
        BootTime     = { (Get-OperatingSystem).LastBootUpTime.ToUniversalTime() }
        AgentVersion = { (Get-Item -LiteralPath "$env:ProgramFiles\Amazon\SSM\amazon-ssm-agent.exe").VersionInfo.ProductVersion }
    }
    foreach ($name in $looks.Keys) {
        try { $facts[$name] = & $looks[$name] } catch { Write-Log "${name}: $($_.Exception.Message)" }
    }
    $facts
}

function Get-OperatingSystem {
    <#
    .SYNOPSIS
    Gives Win32_OperatingSystem.
    #>
    Get-CimInstance -ClassName Win32_OperatingSystem -OperationTimeoutSec $CimTimeout
}
