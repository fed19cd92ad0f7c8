# Imitates AWS.Tools.S3.
. (Join-Path $PSScriptRoot '../../aws.ps1')
. (Join-Path $PSScriptRoot '../../s3.ps1')

Export-ModuleMember -Function 'Get-S3Object', 'Read-S3Object', 'Write-S3Object'
