# The S3 cmdlets of AWS Tools for PowerShell, on the simulator's store. Only the
# parameters that are here are imitated; those that say where and how S3 keeps an
# object (Region, encryption, type) are taken and change nothing.

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

. (Join-Path $PSScriptRoot '../../channel.ps1')
$channel = Join-Path $env:FLEET_SIM_JOB 'channel'

# As the SDK's exception: with S3's code.
class AmazonS3Exception : System.Exception {
    [string]$ErrorCode
    AmazonS3Exception([string]$code, [string]$message) : base($message) { $this.ErrorCode = $code }
}

# Asks S3. A refusal ends the cmdlet as AWS Tools do: an InvalidOperationException
# around the SDK's own.
function Invoke-S3 {
    param($Cmdlet, [hashtable]$Request)
    $answer = Invoke-Simulator $Request
    if ($answer.error) {
        $inner = [AmazonS3Exception]::new($answer.error.code, $answer.error.message)
        $exception = [System.InvalidOperationException]::new($answer.error.message, $inner)
        $Cmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new($exception, 'Amazon.S3.AmazonS3Exception', 'InvalidOperation', $Cmdlet))
    }
    $answer.result
}

# A path of PowerShell as one of .NET.
function Get-FullPath {
    param($Cmdlet, [string]$Path)
    $Cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
}

function Write-S3Object {
    [CmdletBinding(DefaultParameterSetName = 'File')]
    param(
        [Parameter(Mandatory = $true, Position = 0)][string]$BucketName,
        [Parameter(Position = 1)][string]$Key,
        [Parameter(Mandatory = $true, Position = 2, ParameterSetName = 'File')][string]$File,
        [Parameter(Mandatory = $true, ParameterSetName = 'Content')][string]$Content,
        [string]$Region, [string]$ContentType, [string]$ServerSideEncryption, [string]$ServerSideEncryptionKeyManagementServiceKeyId, [switch]$Force
    )
    if ($PSCmdlet.ParameterSetName -eq 'Content') {
        $bytes = [System.Text.UTF8Encoding]::new($false).GetBytes($Content)
    } else {
        $path = Get-FullPath $PSCmdlet $File
        if (-not $Key) { $Key = [System.IO.Path]::GetFileName($path) }
        $bytes = [System.IO.File]::ReadAllBytes($path)
    }
    [void](Invoke-S3 $PSCmdlet @{ do = 'put-object'; bucket = $BucketName; key = $Key; body = [convert]::ToBase64String($bytes) })
}

function Read-S3Object {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true, Position = 0)][string]$BucketName,
        [Parameter(Mandatory = $true, Position = 1)][string]$Key,
        [Parameter(Mandatory = $true, Position = 2)][string]$File,
        [string]$Region
    )
    $path = Get-FullPath $PSCmdlet $File
    $bytes = [convert]::FromBase64String((Invoke-S3 $PSCmdlet @{ do = 'get-object'; bucket = $BucketName; key = $Key }))
    [void][System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($path))
    [System.IO.File]::WriteAllBytes($path, $bytes)
    Get-Item -LiteralPath $path
}

# Gives the keys in S3's order, without size and date.
function Get-S3Object {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true, Position = 0)][string]$BucketName,
        [Parameter(Position = 1)][Alias('Prefix')][string]$KeyPrefix = '',
        [string]$Key, [string]$Region
    )
    $prefix = if ($Key) { $Key } else { $KeyPrefix }
    foreach ($found in Invoke-S3 $PSCmdlet @{ do = 'list-keys'; bucket = $BucketName; prefix = $prefix }) {
        if (-not $Key -or $found -ceq $Key) { [pscustomobject]@{ BucketName = $BucketName; Key = $found } }
    }
}

Export-ModuleMember -Function Get-S3Object, Read-S3Object, Write-S3Object
