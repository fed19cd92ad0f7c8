# Errors of Windows, with the HRESULT's name.

. (Join-Path $PSScriptRoot 'errorcode.ps1')
. (Join-Path $PSScriptRoot 'hresultnames.ps1')

function Get-HResultText {
    <#
    .SYNOPSIS
    Gives an HRESULT with its name, if it has one.
    #>
    param([int]$HResult)
    $text = Format-HResult $HResult
    "$text $(Get-HResultName $text)".Trim()
}

function New-WindowsError {
    <#
    .SYNOPSIS
    Makes the exception to throw for what Windows has refused, with its HRESULT:
    a COMException has no text of its own.
    #>
    param([string]$What, [int]$HResult)
    [System.Runtime.InteropServices.COMException]::new("${What}: $(Get-HResultText $HResult)", $HResult)
}

function Invoke-Windows {
    <#
    .SYNOPSIS
    Calls Windows, and says on failure what was being done.
    #>
    param([string]$What, [scriptblock]$Call)
    try {
        & $Call
    } catch {
        $hresult = Get-ErrorHResult $_.Exception
        if ($hresult -eq 0) { throw "${What}: $($_.Exception.Message)" }
        throw (New-WindowsError $What $hresult)
    }
}
