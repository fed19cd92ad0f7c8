# As much of WQL as filters need: comparisons joined by AND, or by OR.

# Takes a filter apart for Test-WqlFilter. It throws on what it cannot read.
function ConvertFrom-WqlFilter {
    param([string]$Filter)
    $any = $Filter -match '\sor\s'
    $joint = if ($any) { '\s+or\s+' } else { '\s+and\s+' }
    @{
        Any         = $any
        Comparisons = @(foreach ($text in [regex]::Split($Filter.Trim(), $joint, 'IgnoreCase')) { ConvertFrom-WqlComparison $text })
    }
}

function Test-WqlFilter {
    param([hashtable]$Filter, $Row)
    foreach ($comparison in $Filter.Comparisons) {
        if ((Test-WqlComparison $comparison $Row) -eq $Filter.Any) { return $Filter.Any }
    }
    -not $Filter.Any
}

function ConvertFrom-WqlComparison {
    param([string]$Text)
    $pattern = '^\s*(?<name>\w+)\s*(?<operator>=|!=|<>|like)\s*(''(?<text>[^'']*)''|"(?<text>[^"]*)"|(?<text>\w+))\s*$'
    if ($Text -notmatch $pattern) { throw [System.ArgumentException]::new("Invalid query: $Text") }
    @{ Name = $Matches.name; Operator = $Matches.operator.ToLowerInvariant(); Text = $Matches.text }
}

function Test-WqlComparison {
    param([hashtable]$Comparison, $Row)
    $value = [string]$Row[$Comparison.Name]
    switch ($Comparison.Operator) {
        '=' { return $value -eq $Comparison.Text }
        'like' { return $value -like ($Comparison.Text -replace '%', '*' -replace '_', '?') }
        default { return $value -ne $Comparison.Text }
    }
}
