. (Join-Path $PSScriptRoot 'assert.ps1')
. (Join-Path $PSScriptRoot '../identity.ps1')
. (Join-Path $PSScriptRoot 'fakes.ps1')

$id = 'i-0123456789abcdef0'
$caller = @{ UserId = ''; Refusals = 0 }

function Get-STSCallerIdentity {
    param([string]$Region)
    if ($caller.Refusals -gt 0) {
        $caller.Refusals--
        throw 'no credentials'
    }
    [pscustomobject]@{ UserId = $caller.UserId }
}

Test-That 'an instance with a role is what STS calls it' {
    $caller.UserId = "AROAEXAMPLE:$id"
    $caller.Refusals = 3
    Assert-Equal "AROAEXAMPLE:$id" (Get-Identity $id 'eu-central-1')
    Assert-Equal @(5, 10, 20) $clock.Slept
}

Test-That 'credentials of somebody else do not change its name' {
    foreach ($other in 'AIDAEXAMPLE', 'AROAEXAMPLE:i-0123456789abcdef1', "AROAEXAMPLE:x$id", "../AROA:$id") {
        $caller.UserId = $other
        Assert-Equal $id (Get-Identity $id 'eu-central-1')
    }
}

Test-That 'where STS does not answer it is the id' {
    $caller.Refusals = 9
    Assert-Equal $id (Get-Identity $id 'eu-central-1')
}
