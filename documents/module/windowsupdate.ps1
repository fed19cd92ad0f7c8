# The Windows Update Agent: every touch of its COM objects that searches. They stay
# in the thread that made them; what leaves it are hashtables of texts.

. (Join-Path $PSScriptRoot 'hresult.ps1')

function New-UpdateSession {
    <#
    .SYNOPSIS
    Makes IUpdateSession. Windows keeps the name that it gives in its history.
    #>
    $session = New-Object -ComObject Microsoft.Update.Session
    $session.ClientApplicationID = 'Patchline'
    $session
}

function Find-Update {
    <#
    .SYNOPSIS
    Searches, and gives each IUpdate that was found.
    .DESCRIPTION
    A search can end without an exception and still have failed: OperationResultCode
    2 is success, 3 success with warnings.
    #>
    param($Session, [string]$Criteria)
    $what = 'the search for updates failed'
    $result = Invoke-Windows $what { $Session.CreateUpdateSearcher().Search($Criteria) }
    if ($result.ResultCode -notin 2, 3) { throw "$what with result code $($result.ResultCode)" }
    for ($n = 0; $n -lt $result.Updates.Count; $n++) { $result.Updates.Item($n) }
}

function Get-UpdateArticle {
    <#
    .SYNOPSIS
    Gives the digits of an update's article; nothing where it has none.
    #>
    param($Update)
    if ($Update.KBArticleIDs.Count -gt 0) { [string]$Update.KBArticleIDs.Item(0) } else { '' }
}
