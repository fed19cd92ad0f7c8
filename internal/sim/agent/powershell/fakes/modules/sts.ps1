# The cmdlet of STS in AWS Tools for PowerShell. The modules that have it load this.

function Get-STSCallerIdentity {
    [CmdletBinding()]
    param([string]$Region)
    Invoke-Aws $PSCmdlet @{ do = 'caller-identity' }
}
