# The simulated world's time. Only these two cmdlets follow it: .NET's own
# ([datetime]::UtcNow, Stopwatch) shows the real one.

# Asks for what takes simulated time: only once nothing works any more beside it.
function Wait-Simulated {
    param([string]$Request, [hashtable]$More = @{})
    Wait-JobsQuiet
    if ($script:quiet) { $script:quiet.Set() }
    $answer = Invoke-Simulator ($More + @{ do = $Request; alone = -not $script:quiet })
    if ($answer.error) { throw [System.InvalidOperationException]::new($answer.error.message) }
    if ($script:quiet) { $script:quiet.Reset() }
}

function Get-SimulatedNow { (ConvertTo-Moment (Get-Simulated 'now')).ToLocalTime() }

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
        & (Get-RealCmdlet 'Get-Date') @PSBoundParameters
    }
}

function Start-Sleep {
    [CmdletBinding(DefaultParameterSetName = 'Seconds')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true, ParameterSetName = 'Seconds')][int]$Seconds,
        [Parameter(Mandatory = $true, ParameterSetName = 'Milliseconds')][int]$Milliseconds
    )
    process {
        $simulated = if ($PSCmdlet.ParameterSetName -eq 'Seconds') { 1000L * $Seconds } else { $Milliseconds }
        Wait-Simulated 'wait' @{ milliseconds = $simulated }
    }
}
