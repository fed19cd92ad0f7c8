@{
    RootModule        = 'AWSPowerShell.psm1'
    ModuleVersion     = '4.1.700'
    GUID              = '5a17c0de-0000-4000-8000-00000000a360'
    Description       = 'Imitates the cmdlets of AWSPowerShell that the documents use.'
    FunctionsToExport = @('Get-S3Object', 'Read-S3Object', 'Write-S3Object', 'Get-STSCallerIdentity')
    CmdletsToExport   = @()
    AliasesToExport   = @()
    VariablesToExport = @()
}
