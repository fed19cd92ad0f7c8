# What an instance's keys on the store go by.

. (Join-Path $PSScriptRoot 'log.ps1')
. (Join-Path $PSScriptRoot 's3.ps1')

function Get-Identity {
    <#
    .SYNOPSIS
    Gives <role id>:<instance id>, as STS calls an instance with a role; else the
    instance id. IAM policies with ${aws:userid} go by it.
    #>
    param([string]$InstanceId, [string]$Region)
    for ($try = 0; ; $try++) {
        try {
            $caller = Get-CallerId $Region
            break
        } catch {
            if ($try -ge $RetryAfter.Count) {
                Write-Log "STS does not say who this is, the instance's id is taken: $($_.Exception.Message)"
                return $InstanceId
            }
            Start-Sleep -Seconds $RetryAfter[$try]
        }
    }
    # Stored credentials are somebody else's: their id does not end in this instance's.
    if ($caller -cmatch '^[A-Z0-9]+:(?<instance>.+)$' -and $Matches['instance'] -ceq $InstanceId) { return $caller }
    $InstanceId
}

function Get-CallerId {
    <#
    .SYNOPSIS
    Asks STS for the caller's UserId.
    .DESCRIPTION
    AWS.Tools.S3 alone has no cmdlet for it, but the SDK's own class, which
    AWS.Tools.Common needs for roles. (That way has not been tried on a real
    Windows; where neither is there, the caller goes on with the instance's id.)
    #>
    param([string]$Region)
    if (Get-Command -Name Get-STSCallerIdentity -ErrorAction Ignore) {
        return (Get-STSCallerIdentity -Region $Region).UserId
    }
    $endpoint = ([type]'Amazon.RegionEndpoint')::GetBySystemName($Region)
    $client = New-Object -TypeName Amazon.SecurityToken.AmazonSecurityTokenServiceClient -ArgumentList $endpoint
    try {
        $request = New-Object -TypeName Amazon.SecurityToken.Model.GetCallerIdentityRequest
        $client.GetCallerIdentityAsync($request, [System.Threading.CancellationToken]::None).GetAwaiter().GetResult().UserId
    } finally {
        $client.Dispose()
    }
}
