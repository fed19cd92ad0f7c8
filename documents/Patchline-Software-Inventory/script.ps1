# Patchline document: Patchline-Software-Inventory
<#
.SYNOPSIS
Lists the installed software.
.DESCRIPTION
It reads the Uninstall keys, as Settings does. Win32_Product would check, and at
times repair, every MSI package that it names.
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
. (Join-Path $PSScriptRoot '../module/oneline.ps1')

# The programs of 64 bits, then those of 32.
$UninstallKeys = @(
    'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall'
    'HKLM:\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Uninstall'
)

# What a key of an update has for its ReleaseType.
$UpdateReleases = 'Hotfix', 'Security Update', 'Update Rollup'

function Get-UninstallKey {
    <#
    .SYNOPSIS
    Gives the keys of one view of the registry. A Windows without 32 bits has no
    second one.
    #>
    param([string]$Path)
    if (Test-Path -LiteralPath $Path) { Get-ChildItem -LiteralPath $Path }
}

function Get-KeyValue {
    <#
    .SYNOPSIS
    Gives one value as a line of text. Each is read by itself: of a key with one
    broken value, Get-ItemProperty gives none at all.
    #>
    param($Key, [string]$Name)
    try { ConvertTo-OneLine ([string]$Key.GetValue($Name)) } catch { '' }
}

function Test-Program {
    <#
    .SYNOPSIS
    Tells a program from the other keys there: updates, parts of programs, and what
    Windows does not show.
    #>
    param($Key, [string]$Name)
    if (-not $Name -or $Name -cmatch '^KB[0-9]' -or $Key.PSChildName -cmatch '^KB[0-9]') { return $false }
    if ((Get-KeyValue $Key 'SystemComponent') -eq '1') { return $false }
    if (Get-KeyValue $Key 'ParentKeyName') { return $false }
    (Get-KeyValue $Key 'ReleaseType') -notin $UpdateReleases
}

function Get-InstallDate {
    <#
    .SYNOPSIS
    Gives yyyyMMdd, or nothing: some installers write a date of their own taste.
    #>
    param($Key)
    $text = Get-KeyValue $Key 'InstallDate'
    $day = [datetime]::MinValue
    if ([datetime]::TryParseExact($text, 'yyyyMMdd', [System.Globalization.CultureInfo]::InvariantCulture, 'None', [ref]$day)) { $text } else { '' }
}

$document = @{
    Name           = 'Patchline-Software-Inventory'
    Kind           = 'software'
    Store          = $Store
    StoreRegion    = $StoreRegion
    RunId          = $RunId
    Attempt        = $Attempt
    Instances      = $Instances
    TimeoutSeconds = $TimeoutSeconds
}
exit (Invoke-Document @document -Work {
        param($Document)
        $seen = New-Object -TypeName 'System.Collections.Generic.HashSet[string]'
        foreach ($key in $UninstallKeys | ForEach-Object { Get-UninstallKey $_ }) {
            $name = Get-KeyValue $key 'DisplayName'
            if (-not (Test-Program $key $name)) { continue }
            $version = Get-KeyValue $key 'DisplayVersion'
            # Some installers write themselves into both views.
            if (-not $seen.Add("$name`n$version")) { continue }
            Add-Row $Document @{
                Name        = $name
                Version     = $version
                Publisher   = Get-KeyValue $key 'Publisher'
                InstallDate = Get-InstallDate $key
            }
        }
        Add-Count $Document 'programs' $Document.Rows.Count
    })
