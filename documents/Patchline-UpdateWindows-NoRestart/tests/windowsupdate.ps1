# A Windows Update Agent for the tests: what it has, what it answers, and what was
# done to it.
$agent = @{
    Found = @(); History = @(); Busy = 0; Downloads = @{}; Installs = @{}
    Criteria = ''; Installed = [System.Collections.ArrayList]@(); Quiet = [System.Collections.ArrayList]@(); Called = 0
}

function New-FakeUpdate {
    param(
        [string]$Id, [string[]]$KB = @(), [string]$Title = "Update $Id", [string]$Severity = '', [string]$ClassificationId = '0FA1201D-4330-4FA8-8AE9-B877473B6441',
        [string]$Published = '2024-06-11', [switch]$Asks, [switch]$Alone, [switch]$Waits, [switch]$Eula, [switch]$Downloaded
    )
    $update = [pscustomobject]@{
        Identity = [pscustomobject]@{ UpdateID = $Id }; Title = $Title; MsrcSeverity = $Severity; RebootRequired = [bool]$Waits
        KBArticleIDs = [System.Collections.ArrayList]$KB; LastDeploymentChangeTime = [datetime]$Published
        Categories = [System.Collections.ArrayList]@([pscustomobject]@{ Type = 'UpdateClassification'; Name = 'Sicherheitsupdates'; CategoryID = $ClassificationId })
        InstallationBehavior = [pscustomobject]@{ CanRequestUserInput = [bool]$Asks; Impact = if ($Alone) { 2 } else { 0 } }
        EulaAccepted = -not $Eula; IsDownloaded = [bool]$Downloaded
    }
    $update | Add-Member -MemberType ScriptMethod -Name AcceptEula -Value {
        $this.EulaAccepted = $true
        $null # as COM may have it: a method without a result gives one
    } -PassThru
}

function New-FakeResult {
    param([int]$ResultCode = 2, [int]$HResult = 0, [bool]$RebootRequired = $false)
    [pscustomobject]@{ ResultCode = $ResultCode; HResult = $HResult; RebootRequired = $RebootRequired }
}

# What a table of answers has for the update of a call: a result, or an HRESULT to
# throw; success where it has nothing.
function Invoke-FakeOperation {
    param([hashtable]$Answers, $Updates)
    $id = $Updates.Item(0).Identity.UpdateID
    $answer = if ($Answers.ContainsKey($id)) { $Answers[$id] } else { New-FakeResult }
    if ($answer -is [int]) { throw [System.Runtime.InteropServices.COMException]::new('', $answer) }
    [pscustomobject]@{ One = $answer } | Add-Member -MemberType ScriptMethod -Name GetUpdateResult -Value { param($index) $this.One } -PassThru
}

function New-FakeSession {
    $session = [pscustomobject]@{ ClientApplicationID = '' }
    $session | Add-Member -MemberType ScriptMethod -Name CreateUpdateSearcher -Value {
        $searcher = [pscustomobject]@{}
        $searcher | Add-Member -MemberType ScriptMethod -Name Search -Value {
            param($criteria)
            $agent.Criteria = $criteria
            [pscustomobject]@{ ResultCode = 2; Updates = [System.Collections.ArrayList]@($agent.Found) }
        }
        $searcher | Add-Member -MemberType ScriptMethod -Name GetTotalHistoryCount -Value { @($agent.History).Count }
        $searcher | Add-Member -MemberType ScriptMethod -Name QueryHistory -Value { , [System.Collections.ArrayList]@($agent.History) } -PassThru
    }
    $session | Add-Member -MemberType ScriptMethod -Name CreateUpdateDownloader -Value {
        [pscustomobject]@{ Updates = $null } | Add-Member -MemberType ScriptMethod -Name Download -Value { Invoke-FakeOperation $agent.Downloads $this.Updates } -PassThru
    }
    $session | Add-Member -PassThru -MemberType ScriptMethod -Name CreateUpdateInstaller -Value {
        if ($agent.Busy -gt 0) { $agent.Busy-- }
        [pscustomobject]@{ Updates = $null; AllowSourcePrompts = $true; ForceQuiet = $false; IsBusy = $agent.Busy -gt 0 } |
            Add-Member -PassThru -MemberType ScriptMethod -Name Install -Value {
                [void]$agent.Installed.Add($this.Updates.Item(0).Identity.UpdateID)
                [void]$agent.Quiet.Add($this.ForceQuiet -and -not $this.AllowSourcePrompts)
                Invoke-FakeOperation $agent.Installs $this.Updates
            }
    }
}

function New-Object {
    param([string]$ComObject, [string]$TypeName)
    switch ($ComObject) {
        'Microsoft.Update.Session' { New-FakeSession }
        'Microsoft.Update.UpdateColl' { Write-Output -NoEnumerate -InputObject ([System.Collections.ArrayList]@()) }
        default { throw "a test must not make $ComObject$TypeName" }
    }
}
