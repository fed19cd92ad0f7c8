# Patchline document: Patchline-UpdateSSMAgent
<#
.SYNOPSIS
Waits until the SSM agent is back from its update, and tells its version.
.DESCRIPTION
Step aws:updateSsmAgent comes before this script, but is not over when it begins:
it hands the work to a process of its own, the updater, and the agent goes on to
this step at once (amazon-ssm-agent, plugin updatessmagent: "InProgress"). So the
agent is replaced under this script's feet. The marker must not be there before
the new agent is: the next document is sent right after it.

Where another update was under way, the step fails ("Another update in progress",
lockfile.ErrBusy). This script waits for that one just the same.

Where the installer ends this script with the old agent, there is no marker. The
next attempt finds the latest version in place, and writes it.
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
. (Join-Path $PSScriptRoot '../module/agentupdate.ps1')

# How often it is looked, in seconds; the installation takes some tens of them.
$LookEvery = 5

$document = @{
    Name           = 'Patchline-UpdateSSMAgent'
    Store          = $Store
    StoreRegion    = $StoreRegion
    RunId          = $RunId
    Attempt        = $Attempt
    Instances      = $Instances
    TimeoutSeconds = $TimeoutSeconds
}
exit (Invoke-Document @document -Work {
        param($Document)
        while ($hindrance = Get-AgentHindrance) {
            if ((Get-UtcNow) -ge $Document.Deadline) { throw "the SSM agent is not back from its update: $hindrance" }
            Start-Sleep -Seconds $LookEvery
        }
        # What was known at the start is the old agent's.
        $Document.Computer.AgentVersion = (Get-Computer).AgentVersion
    })
