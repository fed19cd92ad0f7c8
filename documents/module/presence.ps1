# Which updates are present.

. (Join-Path $PSScriptRoot 'clock.ps1')
. (Join-Path $PSScriptRoot 'hotfix.ps1')
. (Join-Path $PSScriptRoot 'lists.ps1')
. (Join-Path $PSScriptRoot 'rows.ps1')
. (Join-Path $PSScriptRoot 'updateagent.ps1')

function Get-PresentUpdate {
    <#
    .SYNOPSIS
    Gives the updates that are present, each a hashtable: Title, KB, UpdateId, At.
    .DESCRIPTION
    It joins the history with the hot fixes, since neither has all: what was
    installed before the history began is a hot fix only, and what isn't
    component-based or waits for a reboot is in the history only. Search criterion
    IsInstalled would need an update server, and knows nothing of what its server
    no longer offers.
    #>
    param($Document)
    $articles = @{ 'KB2267602' = $true } # Defender's definitions: never listed
    foreach ($attempt in Read-LatestAttempt $Document) {
        if ($attempt.Uninstall -or $attempt.ResultCode -notin 2, 3) { continue }
        $articles[$attempt.KB] = $true
        @{ Title = $attempt.Title; KB = $attempt.KB; UpdateId = $attempt.UpdateId; At = $attempt.At }
    }
    foreach ($fix in Get-InstalledHotFix) {
        if ($articles.ContainsKey($fix.KB)) { continue }
        # All that the class knows of a name: one of a few words.
        @{ Title = "$($fix.Description) ($($fix.KB))"; KB = $fix.KB; UpdateId = ''; At = $fix.InstalledOn }
    }
}

function Add-PresentUpdate {
    <#
    .SYNOPSIS
    Lists the updates that are present in the document's CSV, and keeps the list
    beyond the run.
    #>
    param($Document)
    foreach ($update in Get-PresentUpdate $Document) {
        Add-Row $Document @{
            UpdateName = $update.Title; KB = $update.KB; UpdateId = $update.UpdateId; InstalledOn = Format-Moment $update.At
        }
    }
    Add-Count $Document 'updates' $Document.Rows.Count
    Save-UpdateList $Document
}
