# The computer's power.

# Asks for a reboot of the instance, which cuts the script off a few seconds later.
function Restart-Computer {
    [CmdletBinding()]
    param([switch]$Force)
    [void](Invoke-Simulator @{ do = 'restart' })
}

# Never the real one: where PowerShell has it, it would end this computer.
function Stop-Computer {
    [CmdletBinding()]
    param([switch]$Force)
    throw [System.NotSupportedException]::new('Stop-Computer is not simulated: stop the instance through EC2.')
}
