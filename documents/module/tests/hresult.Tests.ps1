. (Join-Path $PSScriptRoot 'assert.ps1')
. (Join-Path $PSScriptRoot '../hresult.ps1')

function New-ComError {
    param([int]$HResult)
    [System.Runtime.InteropServices.COMException]::new('', $HResult)
}

Test-That 'an HRESULT has eight upper-case digits, and success has none' {
    Assert-Equal '0x8024402C' (Format-HResult 0x8024402C)
    Assert-Equal '0x00240005' (Format-HResult 0x00240005)
    Assert-Equal '' (Format-HResult 0)
}

Test-That 'an HRESULT has its name, if there is one' {
    Assert-Equal 'WU_E_PT_WINHTTP_NAME_NOT_RESOLVED' (Get-HResultName '0x8024402C')
    foreach ($none in '0x80249999', '', 'WU', '0x8024') { Assert-Equal '' (Get-HResultName $none) }
    Assert-Equal '0x80070070 ERROR_DISK_FULL' (Get-HResultText 0x80070070)
    Assert-Equal '0x80249999' (Get-HResultText 0x80249999)
}

Test-That 'the innermost exception that Windows has given a code counts' {
    $wrapped = [System.Exception]::new('x', [System.InvalidOperationException]::new('y', (New-ComError 0x80240438)))
    Assert-Equal 0x80240438 (Get-ErrorHResult $wrapped)
    Assert-Equal 0x80070005 (Get-ErrorHResult ([System.UnauthorizedAccessException]::new('x')))
    Assert-Equal 0 (Get-ErrorHResult ([System.InvalidOperationException]::new('x')))
}

Test-That 'what Windows refuses is thrown with what was done, the code and its name' {
    try {
        Invoke-Windows 'the search failed' { throw (New-ComError 0x8024001E) }
        throw 'nothing was thrown'
    } catch {
        Assert-Equal 'the search failed: 0x8024001E WU_E_SERVICE_STOP' $_.Exception.Message
        Assert-Equal 0x8024001E (Get-ErrorHResult $_.Exception)
    }
    Assert-Throw 'the search failed: no rights' { Invoke-Windows 'the search failed' { throw 'no rights' } }
}
