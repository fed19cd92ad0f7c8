. (Join-Path $PSScriptRoot 'assert.ps1')
. (Join-Path $PSScriptRoot '../s3.ps1')
. (Join-Path $PSScriptRoot '../scripts.ps1')
. (Join-Path $PSScriptRoot 'fakes.ps1')

$document = @{ Bucket = 'bucket'; Prefix = 'fleet'; Region = 'eu-central-1'; StoreRegion = 'eu-west-1' }
$temporary = @(Get-ChildItem -Path (Join-Path ([System.IO.Path]::GetTempPath()) 'patchline-*.tmp')).Count

Test-That 'a text arrives as UTF-8 without a byte order mark' {
    Write-StoreObject $document 'a/b' ('x' + [char]0xFC) 'the thing'
    Assert-Equal @(120, 195, 188) $s3.Objects['a/b']
    Assert-Equal @(120, 195, 188) (Read-StoreObject $document 'a/b' 'the thing could not be read')
    Assert-Equal 'put bucket/a/b' $s3.Calls[0]
}

Test-That 'an empty object comes back as no bytes, and a missing one as nothing' {
    Write-StoreObject $document 'empty' '' 'the thing'
    Assert-Equal 0 (Read-StoreObject $document 'empty' 'x').Count
    Assert-Equal $null (Read-StoreObject $document 'missing' 'x')
    Assert-Equal 0 $clock.Slept.Count
}

Test-That 'what S3 refuses is tried four times, with longer and longer waits' {
    $s3.Refusals.AddRange(@('AccessDenied', 'SlowDown', 'AccessDenied', ''))
    Write-StoreObject $document 'late' 'x' 'the thing'
    Assert-Equal 'x' (Get-StoredText 'late')
    Assert-Equal @(5, 10, 20) $clock.Slept
}

Test-That 'then it is given up, with the code of S3' {
    $s3.Refusals.AddRange(@('SlowDown', 'AccessDenied', 'AccessDenied', 'AccessDenied'))
    Assert-Throw 'the thing could not be written to the store: AccessDenied' { Write-StoreObject $document 'never' 'x' 'the thing' }
    $s3.Refusals.AddRange(@('AccessDenied', 'AccessDenied', 'AccessDenied', 'AccessDenied'))
    Assert-Throw 'the thing could not be read from the store: AccessDenied' { Read-StoreObject $document 'never' 'the thing could not be read' }
}

Test-That 'no file is left behind' {
    Assert-Equal $temporary @(Get-ChildItem -Path (Join-Path ([System.IO.Path]::GetTempPath()) 'patchline-*.tmp')).Count
}

$modules = @{ There = @() }
function Import-Module {
    param($Name, $ErrorAction)
    if ($Name -notin $modules.There) { throw "there is no $Name" }
}

Test-That 'either of the AWS modules will do, and nothing is written' {
    foreach ($module in 'AWS.Tools.S3', 'AWSPowerShell') {
        $modules.There = @($module)
        Assert-Equal 0 @(Import-AwsModule).Count
    }
    $modules.There = @()
    Assert-Throw ('there are no AWS Tools for PowerShell here; install AWS.Tools.S3. ' +
        'AWS.Tools.S3: there is no AWS.Tools.S3 AWSPowerShell: there is no AWSPowerShell') { Import-AwsModule }
}

Test-That 'another error is told in its own words' {
    Assert-Equal 'no credentials' (Get-S3Code ([System.InvalidOperationException]::new('no credentials')))
    Assert-Equal 'NoSuchKey' (Get-S3Code (New-S3Error 'NotFound'))
}

# The SHA-256 of "abc" (FIPS 180-2, appendix B.1).
$sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

Test-That 'a script of the pinned hash is given back' {
    $s3.Objects["fleet/scripts/$sha256/x.ps1"] = [byte[]](97, 98, 99)
    Assert-Equal 'abc' (Read-PinnedScript $document 'x.ps1' $sha256)
}

Test-That 'a script of another hash is refused' {
    $wanted = $sha256 -replace '^ba', 'ab'
    $s3.Objects["fleet/scripts/$wanted/x.ps1"] = [byte[]](97, 98, 99)
    Assert-Throw "the script x.ps1 in the store has SHA-256 $sha256, and this document wants ${wanted}: it was not run" { Read-PinnedScript $document 'x.ps1' $wanted }
}

Test-That 'a script that is missing or refused is told' {
    Assert-Throw "the script y.ps1 is not in the store under scripts/${sha256}: deploy the scripts that belong to this document" { Read-PinnedScript $document 'y.ps1' $sha256 }
    $s3.Refusals.AddRange(@('AccessDenied', 'AccessDenied', 'AccessDenied', 'AccessDenied'))
    Assert-Throw 'the script x.ps1 could not be fetched from the store: AccessDenied' { Read-PinnedScript $document 'x.ps1' $sha256 }
}
