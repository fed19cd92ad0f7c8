# Runs a job's script with Windows replaced, and leaves its whole exit code in a
# file: Linux cuts a process's own to 8 bits. FLEET_SIM_JOB is the job's folder.
# An uncaught error ends this script as well, with exit status 1 and no file.
Import-Module -Name (Join-Path $PSScriptRoot 'windows.psm1') -ArgumentList $env:FLEET_SIM_JOB -Global -DisableNameChecking -ErrorAction Stop
# Also where the real module is installed, which would call AWS: functions win.
Import-Module -Name (Join-Path $PSScriptRoot 'modules/AWS.Tools.S3') -Global -ErrorAction Stop
& (Join-Path $env:FLEET_SIM_JOB '_script.ps1')
# As powershell.exe -File has it, only `exit` gives a code. $LASTEXITCODE may be
# left over from a program, but $? is false only after `exit` with another than 0.
$code = if ($? -or $null -eq $LASTEXITCODE) { 0 } else { $LASTEXITCODE }
[System.IO.File]::WriteAllText((Join-Path $env:FLEET_SIM_JOB 'exit'), [string]$code)
exit $code
