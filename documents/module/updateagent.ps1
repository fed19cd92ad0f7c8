# Asking the Windows Update Agent can hang for hours: its search for its server, and
# anything for its service. So a process of its own asks.

. (Join-Path $PSScriptRoot 'answer.ps1')
. (Join-Path $PSScriptRoot 'history.ps1')
. (Join-Path $PSScriptRoot 'job.ps1')
. (Join-Path $PSScriptRoot 'windowsupdate.ps1')

# What the other process knows of this document.
$UpdateAgentFunctions = @(
    'New-UpdateSession', 'Find-Update', 'Get-UpdateHistory', 'ConvertFrom-HistoryEntry', 'Get-TitleArticle', 'Get-LatestAttempt'
    'Invoke-Windows', 'New-WindowsError', 'Get-HResultText', 'Get-HResultName', 'Format-HResult'
)

function Invoke-UpdateAgent {
    <#
    .SYNOPSIS
    Asks the Windows Update Agent, and gives each hashtable of the answer.
    .PARAMETER What
    What is asked for: the beginning of the sentence when no answer comes.
    #>
    param($Document, [string]$What, [scriptblock]$Call)
    $answer = [System.Collections.ArrayList]@()
    $end = Get-AnswerEnd $Document
    $job = @{
        Script   = "$(Get-FunctionText $UpdateAgentFunctions)`n$Call"
        Argument = @{}
        Receive  = { param($Record) [void]$answer.Add($Record) }
        Until    = { $end }
    }
    if (-not (Invoke-Job @job)) { throw (Get-NoAnswer $What) }
    $answer
}

function Read-LatestAttempt {
    <#
    .SYNOPSIS
    Gives the last attempt of each update in the history, newest first.
    #>
    param($Document)
    Invoke-UpdateAgent $Document 'the history of updates' { Get-LatestAttempt (New-UpdateSession) }
}
