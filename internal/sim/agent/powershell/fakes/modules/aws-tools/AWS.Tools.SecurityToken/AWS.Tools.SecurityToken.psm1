# Imitates AWS.Tools.SecurityToken.
. (Join-Path $PSScriptRoot '../../aws.ps1')
. (Join-Path $PSScriptRoot '../../sts.ps1')

Export-ModuleMember -Function 'Get-STSCallerIdentity'
