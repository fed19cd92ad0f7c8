# Patchline document: Patchline-Failed-Update-Check
<#
.SYNOPSIS
Lists the updates that are still failing: those whose latest attempt went wrong.
#>
[CmdletBinding()]
param(
    [string]$Store = '',
    [string]$StoreRegion = '',
    [string]$RunId = '',
    [string]$Attempt = '',
    [string]$Instances = '',
    [int]$TimeoutSeconds = 1800
)
. (Join-Path $PSScriptRoot '../module/document.ps1')
. (Join-Path $PSScriptRoot '../module/hotfix.ps1')
. (Join-Path $PSScriptRoot '../module/updateagent.ps1')

function Get-FailingUpdate {
    <#
    .SYNOPSIS
    Gives the latest attempt of each update that has failed, unless its article is
    there by another way.
    .DESCRIPTION
    OperationResultCode: 3 succeeded with errors, 4 failed, 5 aborted. 0 and 1 have
    not ended.
    #>
    param($Document)
    $there = @{}
    foreach ($fix in Get-InstalledHotFix) { $there[$fix.KB] = $true }
    foreach ($attempt in Read-LatestAttempt $Document) {
        if (-not $attempt.Uninstall -and $attempt.ResultCode -in 3, 4, 5 -and -not $there.ContainsKey($attempt.KB)) { $attempt }
    }
}

$document = @{
    Name           = 'Patchline-Failed-Update-Check'
    Kind           = 'updates-failed'
    Store          = $Store
    StoreRegion    = $StoreRegion
    RunId          = $RunId
    Attempt        = $Attempt
    Instances      = $Instances
    TimeoutSeconds = $TimeoutSeconds
}
exit (Invoke-Document @document -Work {
        param($Document)
        foreach ($failure in Get-FailingUpdate $Document) {
            $hresult = Format-HResult $failure.HResult
            Add-Row $Document @{
                UpdateName  = $failure.Title
                KB          = $failure.KB
                Date        = Format-Moment $failure.At
                UpdateId    = $failure.UpdateId
                HResult     = $hresult
                Result      = Get-ResultName $failure.ResultCode
                HResultName = Get-HResultName $hresult
            }
        }
        Add-Count $Document 'failed' $Document.Rows.Count
    })
