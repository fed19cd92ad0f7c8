# Runs the tests of the module and of the documents, each file in a scope of its own.
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
foreach ($file in Get-ChildItem -Path (Join-Path $PSScriptRoot '../../*/tests/*.Tests.ps1') | Sort-Object -Property Name) {
    try {
        & $file.FullName
    } catch {
        "FAIL $($file.Name): $($_.Exception.Message) (line $($_.InvocationInfo.ScriptLineNumber))"
    }
}
'ran to the end'
