# What every module of AWS Tools for PowerShell that is imitated here needs.

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

. (Join-Path $PSScriptRoot '../channel.ps1')
$channel = Join-Path $env:FLEET_SIM_JOB 'channel'

# As the SDK's exceptions: with the service's code.
class AmazonServiceException : System.Exception {
    [string]$ErrorCode
    AmazonServiceException([string]$code, [string]$message) : base($message) { $this.ErrorCode = $code }
}

# Asks AWS. A refusal ends the cmdlet as AWS Tools do: an InvalidOperationException
# around the SDK's own.
function Invoke-Aws {
    param($Cmdlet, [hashtable]$Request)
    $answer = Invoke-Simulator $Request
    if ($answer.error) {
        $inner = [AmazonServiceException]::new($answer.error.code, $answer.error.message)
        $exception = [System.InvalidOperationException]::new($answer.error.message, $inner)
        $Cmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new($exception, 'Amazon.Runtime.AmazonServiceException', 'InvalidOperation', $Cmdlet))
    }
    $answer.result
}
