# What went wrong in a document.

. (Join-Path $PSScriptRoot 'errorcode.ps1')

function Set-Failure {
    <#
    .SYNOPSIS
    Notes an error, unless one was noted before: what comes after the first is
    mostly its consequence.
    #>
    param($Document, [System.Management.Automation.ErrorRecord]$ErrorRecord)
    $exception = $ErrorRecord.Exception
    Write-Log $ErrorRecord.ScriptStackTrace
    if ($Document.Error) { return }
    # PowerShell puts 'Exception calling "X" with "1" argument(s)' around what a method threw.
    while ($exception -is [System.Management.Automation.MethodInvocationException] -and $null -ne $exception.InnerException) {
        $exception = $exception.InnerException
    }
    $Document.Error = if ($exception.Message) { $exception.Message } else { $exception.GetType().FullName }
    $hresult = Get-ErrorHResult $exception
    if ($hresult -ne 0) { $Document.HResult = Format-HResult $hresult }
}
