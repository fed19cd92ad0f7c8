# Patchline document: Patchline-UpdateWindows-NoRestart
<#
.SYNOPSIS
Installs updates, one after the other, and never reboots.
.DESCRIPTION
The scripts that install come from the store; their SHA-256 is fixed here. Some
updates that fail leave it a success that counts them, as with the Windows Update
Agent's own results: a failure is when all have failed, or nothing could be tried.
.PARAMETER Mode
Install, or Scan that installs nothing.
.PARAMETER IgnorePendingReboot
true installs although a reboot is pending already.
.PARAMETER Classifications
Those to install, in English; nothing for any. As all lists, with commas between.
.PARAMETER Severities
Those to install, where Unspecified stands for none; nothing for any.
.PARAMETER Allow
KB numbers and UpdateIDs: where there are any, nothing else is installed.
.PARAMETER Deny
KB numbers and UpdateIDs that are never installed.
.PARAMETER ApprovalDelayDays
How many days ago an update must have been published.
.PARAMETER CutOffDate
The last day of publication (UTC) that is installed, yyyy-mm-dd; nothing for any.
#>
[CmdletBinding()]
param(
    [string]$Store = '',
    [string]$StoreRegion = '',
    [string]$RunId = '',
    [string]$Attempt = '',
    [string]$Instances = '',
    [string]$Mode = 'Install',
    [string]$IgnorePendingReboot = 'false',
    [string]$Classifications = 'Security Updates,Critical Updates',
    [string]$Severities = '',
    [string]$Allow = '',
    [string]$Deny = '',
    [string]$ApprovalDelayDays = '0',
    [string]$CutOffDate = '',
    [int]$TimeoutSeconds = 14400
)
. (Join-Path $PSScriptRoot '../module/document.ps1')
. (Join-Path $PSScriptRoot '../module/scripts.ps1')
. (Join-Path $PSScriptRoot '../module/storedcsv.ps1')

$document = @{
    Name           = 'Patchline-UpdateWindows-NoRestart'
    Kind           = 'update-results'
    Store          = $Store
    StoreRegion    = $StoreRegion
    RunId          = $RunId
    Attempt        = $Attempt
    Instances      = $Instances
    TimeoutSeconds = $TimeoutSeconds
}
exit (Invoke-Document @document -Work {
        param($Document)
        $install = Read-PinnedScript $Document 'Install-Update.ps1' 'sha256 of scripts/Install-Update.ps1'
        $select = Read-PinnedScript $Document 'Select-Update.ps1' 'sha256 of scripts/Select-Update.ps1'
        . ([scriptblock]::Create((Read-PinnedScript $Document 'Watch-Installation.ps1' 'sha256 of scripts/Watch-Installation.ps1')))
        $Document.Merge = ${function:Merge-Result}
        Watch-Installation $Document "$install`n$select`nInstall-WantedUpdate `$args[0]" @{
            Mode                = $Mode
            IgnorePendingReboot = $IgnorePendingReboot
            Classifications     = $Classifications
            Severities          = $Severities
            Allow               = $Allow
            Deny                = $Deny
            ApprovalDelayDays   = $ApprovalDelayDays
            CutOffDate          = $CutOffDate
            Deadline            = $Document.Deadline
            TimeoutMinutes      = [int]($TimeoutSeconds / 60)
        }
    })
