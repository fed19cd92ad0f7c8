# Windows, replaced: functions that win over the cmdlets of their names and work
# on one simulated instance. They hold no state: they ask the simulator, and tell
# it what the script does (channel.ps1). Everything here is imitated, and only as
# far as the project's documents use it.
param([Parameter(Mandatory = $true)][string]$Folder)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

foreach ($part in 'channel', 'errors', 'clock', 'services', 'computer', 'wql', 'cim', 'registry', 'items', 'updates', 'criteria', 'updateagent', 'objects') {
    . (Join-Path $PSScriptRoot "$part.ps1")
}
$channel = Join-Path $Folder 'channel'
$clock = Get-Simulated 'clock'

Export-ModuleMember -Function @(
    'Get-Date', 'Start-Sleep'
    'Get-Service', 'Start-Service', 'Stop-Service', 'Restart-Service'
    'Restart-Computer', 'Stop-Computer'
    'Get-CimInstance', 'Get-WmiObject', 'Get-HotFix'
    'Get-Item', 'Get-ChildItem', 'Get-ItemProperty', 'Get-ItemPropertyValue', 'Test-Path'
    'New-Object'
)
