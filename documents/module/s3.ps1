# The store on S3: whole objects, through AWS Tools for PowerShell. The AWS CLI
# may be missing on a Windows image.

. (Join-Path $PSScriptRoot 'log.ps1')

# AWS's images have one of the two: Windows Server 2025 the first, older ones the
# second, whose import takes some ten seconds.
$AwsModules = 'AWS.Tools.S3', 'AWSPowerShell'

# What S3 refuses is tried again after so many seconds: a role that was just
# attached needs some.
$RetryAfter = 5, 10, 20

function Import-AwsModule {
    <#
    .SYNOPSIS
    Imports the AWS Tools that this Windows has.
    #>
    # Server 2016 and 2019 offer TLS 1.0 only where nobody asks for more; 0 is a
    # system that decides by itself.
    if ([System.Net.ServicePointManager]::SecurityProtocol -ne 0) {
        [System.Net.ServicePointManager]::SecurityProtocol = [System.Net.ServicePointManager]::SecurityProtocol -bor [System.Net.SecurityProtocolType]::Tls12
    }
    # Not what the loop gives: a return would let it out as this function's own
    # result, and in the end as the document's exit code.
    $tried = ''
    foreach ($module in $AwsModules) {
        try {
            return Import-Module -Name $module -ErrorAction Stop
        } catch {
            $tried += " ${module}: $($_.Exception.Message)"
        }
    }
    throw "there are no AWS Tools for PowerShell here; install $($AwsModules[0]).$tried"
}

function Write-StoreObject {
    <#
    .SYNOPSIS
    Writes a text as an object, in UTF-8 without a byte order mark.
    #>
    param($Document, [string]$Key, [string]$Text, [string]$What)
    # Through a file: what -Content makes of a text is the cmdlet's business.
    $file = Join-Path ([System.IO.Path]::GetTempPath()) "patchline-$([guid]::NewGuid()).tmp"
    $place = @{ BucketName = $Document.Bucket; Key = $Key; File = $file; Region = $Document.StoreRegion }
    try {
        [System.IO.File]::WriteAllBytes($file, [System.Text.UTF8Encoding]::new($false).GetBytes($Text))
        [void](Invoke-S3 "$What could not be written to the store" { Write-S3Object @place })
    } finally {
        Remove-Item -LiteralPath $file -Force -ErrorAction Ignore
    }
}

function Read-StoreObject {
    <#
    .SYNOPSIS
    Gives an object's bytes, or $null where there is no such object.
    #>
    param($Document, [string]$Key, [string]$What)
    $file = Join-Path ([System.IO.Path]::GetTempPath()) "patchline-$([guid]::NewGuid()).tmp"
    $place = @{ BucketName = $Document.Bucket; Key = $Key; File = $file; Region = $Document.StoreRegion }
    try {
        if (-not (Invoke-S3 "$What from the store" { [void](Read-S3Object @place); $true })) { return }
        , [System.IO.File]::ReadAllBytes($file)
    } finally {
        Remove-Item -LiteralPath $file -Force -ErrorAction Ignore
    }
}

function Invoke-S3 {
    <#
    .SYNOPSIS
    Calls S3, up to four times. It gives nothing where there is no such object:
    that is an answer, and no failure.
    #>
    param([string]$What, [scriptblock]$Call)
    for ($try = 0; ; $try++) {
        try {
            return & $Call
        } catch {
            $code = Get-S3Code $_.Exception
            if ($code -eq 'NoSuchKey') { return }
            if ($try -ge $RetryAfter.Count) { throw "${What}: $code" }
            Write-Log "${What}: $code; next try in $($RetryAfter[$try]) s"
            Start-Sleep -Seconds $RetryAfter[$try]
        }
    }
}

function Get-S3Code {
    <#
    .SYNOPSIS
    Gives S3's error code, such as AccessDenied, or what else went wrong.
    #>
    param([System.Exception]$Exception)
    for ($inner = $Exception; $null -ne $inner; $inner = $inner.InnerException) {
        $code = $inner.PSObject.Properties['ErrorCode']
        if ($null -ne $code -and $code.Value -is [string] -and $code.Value) {
            # An answer to HEAD has no body, and so no better code than this.
            if ($code.Value -eq 'NotFound') { return 'NoSuchKey' }
            return $code.Value
        }
    }
    $Exception.Message
}
