@{
    RootModule        = 'AWS.Tools.S3.psm1'
    ModuleVersion     = '4.1.700'
    GUID              = '5a17c0de-0000-4000-8000-00000000a35e'
    Description       = 'Imitates the cmdlets of AWS.Tools.S3 that the documents use.'
    FunctionsToExport = @('Get-S3Object', 'Read-S3Object', 'Write-S3Object')
    CmdletsToExport   = @()
    AliasesToExport   = @()
    VariablesToExport = @()
}
