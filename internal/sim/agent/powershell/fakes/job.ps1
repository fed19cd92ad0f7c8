# Replaces Windows in a runspace: that of a job's script, or of a job (Start-Job)
# that it begins. Folder is the job's; Quiet is set while a script's own job waits.
param([Parameter(Mandatory = $true)][string]$Folder, $Quiet)
Set-Location -LiteralPath $Folder
Import-Module -Name (Join-Path $PSScriptRoot 'windows.psm1') -ArgumentList $Folder, $Quiet -Global -DisableNameChecking -ErrorAction Stop
# No others: real AWS Tools would call AWS. PowerShell has added to the path when it
# opened the runspace.
$env:PSModulePath = $env:FLEET_SIM_MODULES
foreach ($module in Get-ChildItem -LiteralPath $env:FLEET_SIM_MODULES -Directory) {
    Import-Module -Name $module.FullName -Global -DisableNameChecking -ErrorAction Stop
}
