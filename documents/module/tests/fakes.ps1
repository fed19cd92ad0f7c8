# Windows and S3 for the tests: functions in the place of cmdlets, which work on the
# tables of the test.

# The store's objects as bytes by their keys; what it refuses next, by code; what
# was asked of it. It takes calls in its bucket's Region alone.
$s3 = @{ Region = 'eu-west-1'; Objects = @{}; Refusals = [System.Collections.ArrayList]@(); Calls = [System.Collections.ArrayList]@() }

# The moment, which only Start-Sleep moves on, and how long each sleep was.
$clock = @{ Now = [datetime]::SpecifyKind([datetime]'2024-06-14T22:00:00', 'Utc'); Slept = [System.Collections.ArrayList]@() }

class S3Error : System.Exception {
    [string]$ErrorCode
    S3Error([string]$code) : base("S3 says $code") { $this.ErrorCode = $code }
}

function New-S3Error {
    param([string]$Code)
    [System.InvalidOperationException]::new('outside', [S3Error]::new($Code))
}

function Assert-Allowed {
    param([string]$Call, [string]$Region)
    [void]$s3.Calls.Add($Call)
    if ($Region -cne $s3.Region) { throw (New-S3Error 'PermanentRedirect') }
    if ($s3.Refusals.Count -gt 0) {
        $code = $s3.Refusals[0]
        $s3.Refusals.RemoveAt(0)
        if ($code) { throw (New-S3Error $code) }
    }
}

function Write-S3Object {
    param([string]$BucketName, [string]$Key, [string]$File, [string]$Region)
    Assert-Allowed "put $BucketName/$Key" $Region
    $s3.Objects[$Key] = [System.IO.File]::ReadAllBytes($File)
    'what some version of the cmdlet writes'
}

function Read-S3Object {
    param([string]$BucketName, [string]$Key, [string]$File, [string]$Region)
    Assert-Allowed "get $BucketName/$Key" $Region
    if (-not $s3.Objects.ContainsKey($Key)) { throw (New-S3Error 'NoSuchKey') }
    [System.IO.File]::WriteAllBytes($File, $s3.Objects[$Key])
}

function Get-S3Object {
    param([string]$BucketName, [string]$Prefix, [string]$Region)
    Assert-Allowed "list $BucketName/$Prefix" $Region
    $found = [string[]]@($s3.Objects.Keys | Where-Object { $_.StartsWith($Prefix, 'Ordinal') })
    [array]::Sort($found, [System.StringComparer]::Ordinal)
    foreach ($key in $found) { [pscustomobject]@{ Key = $key } }
}

function Get-StoredText {
    param([string]$Key)
    [System.Text.Encoding]::UTF8.GetString($s3.Objects[$Key])
}

function Get-Date { $clock.Now.ToLocalTime() }

function Start-Sleep {
    param([int]$Seconds)
    [void]$clock.Slept.Add($Seconds)
    $clock.Now = $clock.Now.AddSeconds($Seconds)
}

# A line of the log is not a test's result.
function Write-Information { param($MessageData, $InformationAction) }
