# HRESULTs: how Windows says what went wrong.

function Format-HResult {
    <#
    .SYNOPSIS
    Writes an HRESULT as 0x and 8 hexadecimal digits; nothing for success.
    #>
    param([int]$HResult)
    if ($HResult -eq 0) { return '' }
    '0x{0:X8}' -f $HResult
}

function Get-ErrorHResult {
    <#
    .SYNOPSIS
    Gives the HRESULT that Windows ended a call with; 0 where the error is
    PowerShell's or .NET's own.
    .DESCRIPTION
    PowerShell and .NET wrap exceptions: the innermost one that Windows has given
    a code counts. COM interop makes other exceptions of some HRESULTs
    (UnauthorizedAccessException of E_ACCESSDENIED), so the type does not tell.
    #>
    param([System.Exception]$Exception)
    $found = 0
    while ($null -ne $Exception) {
        # 0x8013xxxx is .NET's own facility (corerror.h).
        if (('{0:X8}' -f $Exception.HResult) -notlike '8013*') { $found = $Exception.HResult }
        $Exception = $Exception.InnerException
    }
    $found
}
