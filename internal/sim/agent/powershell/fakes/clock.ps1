# The simulated world's time. Only these two cmdlets follow it: .NET's own
# ([datetime]::UtcNow, Stopwatch) shows the real one.

function Get-SimulatedNow {
    $elapsed = ([datetime]::UtcNow - (ConvertTo-Moment $script:clock.real)).Ticks
    (ConvertTo-Moment $script:clock.simulated).AddTicks([long]($elapsed * $script:clock.speed)).ToLocalTime()
}

function Get-Date {
    [CmdletBinding(DefaultParameterSetName = 'net')]
    param(
        [Parameter(Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)][Alias('LastWriteTime')][datetime]$Date,
        [int]$Year, [int]$Month, [int]$Day, [int]$Hour, [int]$Minute, [int]$Second, [int]$Millisecond,
        $DisplayHint,
        [Parameter(ParameterSetName = 'net')][string]$Format,
        [Parameter(ParameterSetName = 'UFormat')][string]$UFormat
    )
    process {
        $ErrorActionPreference = Get-CallerErrorAction $PSCmdlet
        if (-not $PSBoundParameters.ContainsKey('Date')) { $PSBoundParameters['Date'] = Get-SimulatedNow }
        Microsoft.PowerShell.Utility\Get-Date @PSBoundParameters
    }
}

function Start-Sleep {
    [CmdletBinding(DefaultParameterSetName = 'Seconds')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true, ParameterSetName = 'Seconds')][int]$Seconds,
        [Parameter(Mandatory = $true, ParameterSetName = 'Milliseconds')][int]$Milliseconds
    )
    process {
        $simulated = if ($PSCmdlet.ParameterSetName -eq 'Seconds') { 1000.0 * $Seconds } else { 1.0 * $Milliseconds }
        Microsoft.PowerShell.Utility\Start-Sleep -Milliseconds ([int]($simulated / $script:clock.speed))
    }
}
