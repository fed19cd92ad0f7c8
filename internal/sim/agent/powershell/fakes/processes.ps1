# Processes: those of the application, and no other.

function Get-Process {
    [CmdletBinding(DefaultParameterSetName = 'Name')]
    param(
        [Parameter(Position = 0, ParameterSetName = 'Name')][Alias('ProcessName')][string[]]$Name = '*',
        [Parameter(Mandatory = $true, ParameterSetName = 'Id')][int[]]$Id
    )
    # Numbers as Windows gives them: multiples of four.
    $number = 1000
    $processes = @(foreach ($process in Get-Simulated 'processes') {
            for ($n = 0; $n -lt $process.count; $n++) {
                $number += 4
                [pscustomobject]@{ Id = $number; ProcessName = $process.name; Name = $process.name }
            }
        })
    if ($PSCmdlet.ParameterSetName -eq 'Id') { $wanted, $by = $Id, 'Id' } else { $wanted, $by = $Name, 'ProcessName' }
    foreach ($one in $wanted) {
        $found = @($processes | Where-Object { $_.$by -like $one })
        if ($found.Count -eq 0 -and -not [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters([string]$one)) {
            Write-CmdletError $PSCmdlet "Cannot find a process with the $by '$one'." "NoProcessFoundForGiven$($PSCmdlet.ParameterSetName)" 'ObjectNotFound' $one
        }
        $found
    }
}
