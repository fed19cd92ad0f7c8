@{
    RootModule        = 'AWS.Tools.SecurityToken.psm1'
    ModuleVersion     = '4.1.700'
    GUID              = '5a17c0de-0000-4000-8000-00000000a35f'
    Description       = 'Imitates the cmdlets of AWS.Tools.SecurityToken that the documents use.'
    FunctionsToExport = @('Get-STSCallerIdentity')
    CmdletsToExport   = @()
    AliasesToExport   = @()
    VariablesToExport = @()
}
