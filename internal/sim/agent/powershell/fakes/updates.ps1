# IUpdate and IUpdateHistoryEntry of the Windows Update Agent (wuapi.h), with the
# properties that the documents read. A COM collection is an ArrayList: it has
# Count, Item(i), Add and Clear, and foreach goes through it.

function New-ComException {
    param([int]$HResult)
    [System.Runtime.InteropServices.COMException]::new(('Exception from HRESULT: 0x{0:X8}' -f $HResult), $HResult)
}

function New-Collection {
    param([object[]]$Items)
    $collection = [System.Collections.ArrayList]::new()
    foreach ($item in $Items) { [void]$collection.Add($item) }
    Write-Output -InputObject $collection -NoEnumerate
}

# ICategory. A product has no id here.
function New-Category {
    param([string]$Name, [string]$CategoryID, [string]$Type)
    [pscustomobject]@{ Name = $Name; CategoryID = $CategoryID; Type = $Type }
}

class SimulatedUpdate {
    [object]$Identity
    [string]$Title
    [string]$Description
    [System.Collections.ArrayList]$KBArticleIDs
    [string]$MsrcSeverity
    [System.Collections.ArrayList]$Categories
    [System.Collections.ArrayList]$SupersededUpdateIDs
    [datetime]$LastDeploymentChangeTime
    [decimal]$MaxDownloadSize
    [int]$Type
    [object]$InstallationBehavior
    [bool]$EulaAccepted
    [string]$EulaText
    [bool]$IsInstalled
    [bool]$IsDownloaded
    [bool]$IsHidden
    [bool]$IsMandatory
    [bool]$AutoSelectOnWebSites
    [bool]$BrowseOnly
    [bool]$RebootRequired
    hidden [string]$State

    SimulatedUpdate([object]$source) {
        $this.Identity = [pscustomobject]@{ UpdateID = $source.id; RevisionNumber = $source.revision }
        $this.Title = $source.title
        $this.Description = $source.title
        $this.KBArticleIDs = New-Collection @($source.kb | Where-Object { $_ })
        $this.MsrcSeverity = $source.severity
        $this.Categories = New-Collection @(New-Category $source.categoryName $source.categoryId 'UpdateClassification'; foreach ($product in $source.products) { New-Category $product '' 'Product' })
        $this.SupersededUpdateIDs = New-Collection @($source.supersedes)
        $this.LastDeploymentChangeTime = ConvertTo-Moment $source.published
        $this.MaxDownloadSize = 1MB * $source.sizeMB
        $this.Type = if ($source.classification -eq 'Drivers') { 2 } else { 1 }
        $this.InstallationBehavior = [pscustomobject]@{
            CanRequestUserInput         = $source.userInput
            Impact                      = if ($source.exclusive) { 2 } else { 0 }
            RebootBehavior              = if ($source.reboots) { 2 } else { 0 }
            RequiresNetworkConnectivity = $false
        }
        $this.EulaAccepted = $source.eulaAccepted
        $this.EulaText = if ($source.eulaAccepted) { '' } else { 'Simulated licence terms.' }
        $this.State = $source.state
        $this.IsInstalled = $source.state -ne 'applicable'
        $this.IsDownloaded = $this.IsInstalled -or $script:downloaded.ContainsKey($source.id)
        $this.RebootRequired = $source.state -eq 'pending-reboot'
        $this.BrowseOnly = $source.browseOnly
        $this.AutoSelectOnWebSites = -not $source.browseOnly
    }

    [void] AcceptEula() {
        [void](Invoke-Simulator @{ do = 'accept-eula'; updates = @($this.Identity.UpdateID) })
        $this.EulaAccepted = $true
    }
}

class SimulatedHistoryEntry {
    [int]$Operation # 1 installation, 2 uninstallation
    [int]$ResultCode
    [int]$HResult
    [int]$UnmappedResultCode
    [datetime]$Date # UTC
    [object]$UpdateIdentity
    [string]$Title
    [string]$Description
    [string]$ClientApplicationID

    SimulatedHistoryEntry([object]$source) {
        $this.Operation = if ($source.uninstall) { 2 } else { 1 }
        $this.ResultCode = $source.resultCode
        $this.HResult = $source.hresult
        $this.UnmappedResultCode = $source.hresult
        $this.Date = ConvertTo-Moment $source.at
        # Windows has been seen to keep entries without one or the other.
        $this.UpdateIdentity = if ($source.updateId) { [pscustomobject]@{ UpdateID = $source.updateId; RevisionNumber = 0 } } else { $null }
        $this.Title = $source.title
        $this.Description = $source.title
        $this.ClientApplicationID = 'UpdateOrchestrator'
    }
}

# A class's name is known only where it stands when a file is read.
function New-SimulatedUpdate {
    param($Source)
    [SimulatedUpdate]::new($Source)
}

function New-SimulatedHistoryEntry {
    param($Source)
    [SimulatedHistoryEntry]::new($Source)
}
