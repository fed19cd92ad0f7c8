# Windows, replaced: functions that win over the cmdlets of their names and work
# on one simulated instance. They hold no state: they ask the simulator, and tell
# it what the script does (channel.ps1). Everything here is imitated, and only as
# far as the project's documents use it.
param([Parameter(Mandatory = $true)][string]$Folder, $Quiet)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

foreach ($part in 'channel', 'real', 'errors', 'clock', 'jobs', 'services', 'computer', 'wql', 'cim', 'registry', 'items', 'updates', 'criteria', 'updateagent', 'objects', 'network', 'processes', 'events') {
    . (Join-Path $PSScriptRoot "$part.ps1")
}
$channel = Join-Path $Folder 'channel'
# For jobs.ps1: this job's folder, and what says that this runspace waits.
$folder = $Folder
$quiet = $Quiet

Export-ModuleMember -Function @(
    'Get-Date', 'Start-Sleep'
    'Start-Job', 'Get-Job', 'Wait-Job', 'Receive-Job', 'Stop-Job', 'Remove-Job'
    'Get-Service', 'Start-Service', 'Stop-Service', 'Restart-Service'
    'Restart-Computer', 'Stop-Computer'
    'Get-CimInstance', 'Get-WmiObject', 'Get-HotFix'
    'Get-Item', 'Get-ChildItem', 'Get-ItemProperty', 'Get-ItemPropertyValue', 'Test-Path'
    'New-Object'
    'Connect-SimulatedPort', 'Get-SimulatedAnswer'
    'Get-Process'
    'Get-WinEvent'
) -Alias 'Connect-TcpPort', 'Get-HttpAnswer'
