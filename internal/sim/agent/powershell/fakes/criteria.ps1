# The search criteria of IUpdateSearcher: comparisons joined by "and", and these
# joined by "or" at the top level only.

# The comparisons that are understood. What WUA would refuse is refused, and so is
# the rest of its language.
$criteriaPattern = '^\s*(?<name>\w+)\s*(?<operator>=|!=|contains)\s*(''(?<text>[^'']*)''|(?<text>[01]))\s*$'

# Gives a list of alternatives, each a list of comparisons.
function ConvertFrom-SearchCriteria {
    param([string]$Criteria)
    foreach ($alternative in [regex]::Split($Criteria, '\s+or\s+', 'IgnoreCase')) {
        $comparisons = @(foreach ($text in [regex]::Split(($alternative -replace '^\s*\(|\)\s*$', ''), '\s+and\s+', 'IgnoreCase')) {
                if ($text -notmatch $script:criteriaPattern) { throw (New-ComException 0x80240032) } # WU_E_INVALID_CRITERIA
                @{ Name = $Matches.name; Operator = $Matches.operator; Text = $Matches.text }
            })
        Write-Output -InputObject $comparisons -NoEnumerate
    }
}

function Test-SearchCriteria {
    param([object[]]$Alternatives, $Update)
    foreach ($comparisons in $Alternatives) {
        $holds = $true
        foreach ($comparison in $comparisons) {
            $holds = $holds -and (Test-SearchComparison $comparison $Update)
        }
        if ($holds) { return $true }
    }
    $false
}

function Test-SearchComparison {
    param([hashtable]$Comparison, $Update)
    if ($Comparison.Operator -eq 'contains') {
        if ($Comparison.Name -ne 'CategoryIDs') { throw (New-ComException 0x80240032) }
        return @($Update.Categories | Where-Object { $_.CategoryID -eq $Comparison.Text }).Count -gt 0
    }
    (Get-SearchValue $Comparison.Name $Update) -contains $Comparison.Text -eq ($Comparison.Operator -eq '=')
}

# The value, or values, that a comparison's name has for an update. One that only
# waits for a reboot counts neither as installed nor as not installed.
function Get-SearchValue {
    param([string]$Name, $Update)
    switch ($Name) {
        'IsInstalled' { return @{ applicable = '0'; installed = '1'; 'pending-reboot' = '' }[$Update.State] }
        'IsHidden' { return '0' }
        'IsPresent' { return [string][int]$Update.IsInstalled }
        'IsAssigned' { return '1' }
        'AutoSelectOnWebSites' { return [string][int]$Update.AutoSelectOnWebSites }
        'BrowseOnly' { return [string][int]$Update.BrowseOnly }
        'RebootRequired' { return [string][int]$Update.RebootRequired }
        'DeploymentAction' { return 'Installation' }
        'Type' { return @('', 'Software', 'Driver')[$Update.Type] }
        'UpdateID' { return $Update.Identity.UpdateID }
        default { throw (New-ComException 0x80240032) }
    }
}
