# The Windows Update Agent's objects: session, searcher, downloader, installer.
# What an update does when it is installed is the simulator's to say.

# The ids of what was downloaded. It lasts as long as the process.
$downloaded = @{}

function New-UpdateResult {
    param([int]$ResultCode, [int]$HResult, [bool]$RebootRequired)
    [pscustomobject]@{ ResultCode = $ResultCode; HResult = $HResult; RebootRequired = $RebootRequired }
}

# IDownloadResult, IInstallationResult: of all updates, and of each.
class SimulatedOperationResult {
    [int]$ResultCode
    [int]$HResult
    [bool]$RebootRequired
    hidden [object[]]$Results

    SimulatedOperationResult([object[]]$results) {
        $this.Results = $results
        $good = @($results | Where-Object { $_.ResultCode -eq 2 }).Count
        $this.ResultCode = if ($good -eq $results.Count) { 2 } elseif ($good -gt 0) { 3 } else { 4 }
        $this.HResult = if ($good -gt 0) { 0 } else { 0x80240022 } # WU_E_ALL_UPDATES_FAILED
        $this.RebootRequired = @($results | Where-Object { $_.RebootRequired }).Count -gt 0
    }

    [object] GetUpdateResult([int]$index) {
        if ($index -lt 0 -or $index -ge $this.Results.Count) { throw (New-ComException 0x80240007) } # WU_E_INVALIDINDEX
        return $this.Results[$index]
    }
}

# The entries of the history, oldest first, unless it can't be read.
function Get-HistoryEntry {
    $history = Get-Simulated 'history'
    if ($history.hresult) { throw (New-ComException $history.hresult) }
    $history.entries
}

class SimulatedUpdateSearcher {
    [string]$ClientApplicationID
    [bool]$Online = $true
    [bool]$IncludePotentiallySupersededUpdates
    [bool]$CanAutomaticallyUpgradeService
    [int]$ServerSelection
    [string]$ServiceID = ''

    [object] Search([string]$criteria) {
        if (-not $criteria) { $criteria = 'IsInstalled=0 and IsHidden=0' }
        $alternatives = @(ConvertFrom-SearchCriteria $criteria)
        $answer = Get-Simulated 'updates'
        if ($answer.search.hangs) { Wait-Simulated 'hang' }
        if ($answer.search.hresult) { throw (New-ComException $answer.search.hresult) }
        $found = @(foreach ($source in $answer.updates) {
                $update = New-SimulatedUpdate $source
                if (Test-SearchCriteria $alternatives $update) { $update }
            })
        return [pscustomobject]@{ ResultCode = 2; Updates = New-Collection $found; Warnings = New-Collection @() }
    }

    [int] GetTotalHistoryCount() { return @(Get-HistoryEntry).Count }

    # Newest first, as WUA has it; the simulator keeps the oldest first.
    [object] QueryHistory([int]$start, [int]$count) {
        $entries = @(Get-HistoryEntry)
        [array]::Reverse($entries)
        if ($start -lt 0 -or $count -le 0 -or $start -ge $entries.Count) { throw (New-ComException 0x80240007) } # WU_E_INVALIDINDEX
        return New-Collection @($entries | Select-Object -Skip $start -First $count | ForEach-Object { New-SimulatedHistoryEntry $_ })
    }
}

class SimulatedUpdateDownloader {
    [string]$ClientApplicationID
    [object]$Updates
    [bool]$IsForced
    [int]$Priority = 2

    [object] Download() {
        if ($null -eq $this.Updates -or $this.Updates.Count -eq 0) { throw (New-ComException 0x80240024) } # WU_E_NO_UPDATE
        $results = @(foreach ($update in $this.Updates) {
                $script:downloaded[$update.Identity.UpdateID] = $true
                $update.IsDownloaded = $true
                New-UpdateResult 2 0 $false
            })
        return [SimulatedOperationResult]::new($results)
    }
}

class SimulatedUpdateInstaller {
    [string]$ClientApplicationID
    [object]$Updates
    [bool]$AllowSourcePrompts = $true
    [bool]$ForceQuiet
    [bool]$IsForced
    [bool]$IsBusy
    [bool]$RebootRequiredBeforeInstallation

    SimulatedUpdateInstaller() {
        $computer = Get-Simulated 'computer'
        $this.RebootRequiredBeforeInstallation = $computer.pending.beforeInstallation
        $this.IsBusy = $computer.installerBusy
    }

    [object] Install() {
        $ids = @(foreach ($update in $this.Updates) { $update.Identity.UpdateID })
        $answer = (Invoke-Simulator @{ do = 'install'; updates = $ids; downloaded = @($ids | Where-Object { $script:downloaded.ContainsKey($_) }) }).result
        if ($answer.hresult) { throw (New-ComException $answer.hresult) }
        return [SimulatedOperationResult]::new(@(foreach ($result in $answer.results) { New-UpdateResult $result.resultCode $result.hresult $result.rebootRequired }))
    }
}

class SimulatedUpdateSession {
    [string]$ClientApplicationID
    [bool]$ReadOnly
    [uint32]$UserLocale = 1033

    [object] CreateUpdateSearcher() { return [SimulatedUpdateSearcher]@{ ClientApplicationID = $this.ClientApplicationID } }
    [object] CreateUpdateDownloader() { return [SimulatedUpdateDownloader]@{ ClientApplicationID = $this.ClientApplicationID } }
    [object] CreateUpdateInstaller() { return [SimulatedUpdateInstaller]@{ ClientApplicationID = $this.ClientApplicationID } }
}
