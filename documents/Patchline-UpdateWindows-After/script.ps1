# Patchline document: Patchline-UpdateWindows-After
<#
.SYNOPSIS
Lists the updates that are present after the installation.
.DESCRIPTION
One row an update: from the history of the Windows Update Agent, and from
Win32_QuickFixEngineering what that does not have. It asks no update server.
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
. (Join-Path $PSScriptRoot '../module/presence.ps1')

$document = @{
    Name           = 'Patchline-UpdateWindows-After'
    Kind           = 'updates-after'
    Store          = $Store
    StoreRegion    = $StoreRegion
    RunId          = $RunId
    Attempt        = $Attempt
    Instances      = $Instances
    TimeoutSeconds = $TimeoutSeconds
}
exit (Invoke-Document @document -Work { param($Document) Add-PresentUpdate $Document })
