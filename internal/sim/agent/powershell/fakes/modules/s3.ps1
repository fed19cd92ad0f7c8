# The S3 cmdlets of AWS Tools for PowerShell, on the simulator's store. The modules
# that have them load this. Only the parameters that are here are imitated; those
# that say how S3 keeps an object (encryption, type) are taken and change nothing.

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
    [void](Invoke-Aws $PSCmdlet @{ do = 'put-object'; region = $Region; bucket = $BucketName; key = $Key; body = [convert]::ToBase64String($bytes) })
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
    $bytes = [convert]::FromBase64String((Invoke-Aws $PSCmdlet @{ do = 'get-object'; region = $Region; bucket = $BucketName; key = $Key }))
    [void][System.IO.Directory]::CreateDirectory([System.IO.Path]::GetDirectoryName($path))
    [System.IO.File]::WriteAllBytes($path, $bytes)
    Get-Item -LiteralPath $path
}

# Gives the keys of all pages in S3's order, without size and date.
function Get-S3Object {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory = $true, Position = 0)][string]$BucketName,
        [Parameter(Position = 1)][Alias('KeyPrefix')][string]$Prefix = '',
        [string]$Key, [string]$Region
    )
    $begin = if ($Key) { $Key } else { $Prefix }
    foreach ($found in Invoke-Aws $PSCmdlet @{ do = 'list-keys'; region = $Region; bucket = $BucketName; prefix = $begin }) {
        if (-not $Key -or $found -ceq $Key) { [pscustomobject]@{ BucketName = $BucketName; Key = $found } }
    }
}
