# New-Object: the COM classes that the documents make.

function New-ComObject {
    param([string]$ProgId)
    switch ($ProgId) {
        'Microsoft.Update.Session' { return [SimulatedUpdateSession]::new() }
        'Microsoft.Update.Searcher' { return [SimulatedUpdateSearcher]::new() }
        'Microsoft.Update.Downloader' { return [SimulatedUpdateDownloader]::new() }
        'Microsoft.Update.Installer' { return [SimulatedUpdateInstaller]::new() }
        'Microsoft.Update.SystemInfo' { return [pscustomobject]@{ RebootRequired = (Get-Simulated 'computer').rebootRequired } }
        'Microsoft.Update.UpdateColl' { return New-Collection @() }
        default { throw [System.ArgumentException]::new("Cannot load COM type ${ProgId}: it is not simulated.") }
    }
}

function New-Object {
    [CmdletBinding(DefaultParameterSetName = 'Net')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'Net')][string]$TypeName,
        [Parameter(Position = 1, ParameterSetName = 'Net')][Alias('Args')][object[]]$ArgumentList,
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'Com')][string]$ComObject,
        [Parameter(ParameterSetName = 'Com')][switch]$Strict,
        [System.Collections.IDictionary]$Property
    )
    $ErrorActionPreference = Get-CallerErrorAction $PSCmdlet
    if (-not $ComObject) { return & (Get-RealCmdlet 'New-Object') @PSBoundParameters }
    # An empty collection must arrive as one.
    Write-Output -InputObject (New-ComObject $ComObject) -NoEnumerate
}
