# The lists of updates that earlier documents of this instance have kept.

. (Join-Path $PSScriptRoot 'csv.ps1')
. (Join-Path $PSScriptRoot 'lists.ps1')
. (Join-Path $PSScriptRoot 's3.ps1')

# How many keys are looked at: a year and more of lists has 26 (run.MaxLists).
$MaxLists = 10000

function Get-StoredList {
    <#
    .SYNOPSIS
    Gives this instance's lists in the order of their time, each a hashtable: Key,
    Run, Kind, and Name, by which a marker calls it. Keys that are no lists' are left
    out.
    #>
    param($Document)
    $prefix = Get-ListPrefix $Document
    $place = @{ BucketName = $Document.Bucket; Prefix = $prefix; Region = $Document.StoreRegion }
    # The cmdlet goes through all pages by itself.
    $keys = @(Invoke-S3 'the lists of updates could not be listed in the store' { Get-S3Object @place | Select-Object -First ($MaxLists + 1) })
    if ($keys.Count -gt $MaxLists) { throw "the store has more than $MaxLists lists of $($Document.InstanceId): delete some" }
    foreach ($key in $keys) {
        if ($key.Key.Substring($prefix.Length) -cnotmatch '^(?<at>[0-9]{8}T[0-9]{6}Z)-(?<run>[a-z0-9][a-z0-9-]{0,62})-(?<kind>before|after)[.]csv\z') { continue }
        $at = [datetime]::MinValue
        if (-not [datetime]::TryParseExact($Matches['at'], $ListMoment, [System.Globalization.CultureInfo]::InvariantCulture, 'None', [ref]$at)) { continue }
        @{ Key = $key.Key; Run = $Matches['run']; Kind = "updates-$($Matches['kind'])"; Name = "$($Matches['run'])/$($Matches['kind'])" }
    }
}

function Select-LastList {
    <#
    .SYNOPSIS
    Gives the last two lists, the older one first, of those that go up to the last
    one of a run; where the run has none, of all.
    .DESCRIPTION
    A document that was sent twice has left two lists of the same: the later one
    counts.
    #>
    param([object[]]$Lists, [string]$RunId)
    $n = $Lists.Count - 1
    while ($n -ge 0 -and $Lists[$n].Run -cne $RunId) { $n-- }
    if ($n -lt 0) { $n = $Lists.Count - 1 }
    $last = @()
    for (; $n -ge 0 -and $last.Count -lt 2; $n--) {
        if (@($last | Where-Object { $_.Name -ceq $Lists[$n].Name }).Count -eq 0) { $last = @($Lists[$n]) + $last }
    }
    $last
}

function Read-StoredList {
    <#
    .SYNOPSIS
    Gives a list's rows as an ArrayList.
    #>
    param($Document, [hashtable]$List)
    $what = "the list of updates $($List.Name) could not be read"
    $bytes = Read-StoreObject $Document $List.Key $what
    if ($null -eq $bytes) { throw "$what from the store: NoSuchKey" }
    , (ConvertFrom-CsvText $List.Kind ([System.Text.Encoding]::UTF8.GetString($bytes)))
}
