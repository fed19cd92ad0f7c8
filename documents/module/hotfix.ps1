# Win32_QuickFixEngineering: what Windows' component store has.

# It can take minutes on an old server with many updates.
$HotFixTimeout = 300

function Get-InstalledHotFix {
    <#
    .SYNOPSIS
    Gives the component-based updates that are installed, each a hashtable: KB,
    Description, InstalledOn (a moment in UTC, or $null).
    #>
    foreach ($fix in Get-CimInstance -ClassName Win32_QuickFixEngineering -OperationTimeoutSec $HotFixTimeout) {
        if ($fix.HotFixID -match '^KB[0-9]+$') {
            @{ KB = $fix.HotFixID; Description = [string]$fix.Description; InstalledOn = Get-HotFixDay $fix }
        }
    }
}

function Get-HotFixDay {
    <#
    .SYNOPSIS
    Gives the day of a hot fix as midnight in UTC; nothing where it has none.
    .DESCRIPTION
    PowerShell makes a date of the class's text, which has the month first in
    every language, and throws where there is none. Windows knows the day only.
    #>
    param($HotFix)
    $day = [datetime]::MinValue
    try { $value = $HotFix.InstalledOn } catch { $value = $null }
    if ($value -is [datetime]) {
        $day = $value
    } elseif (-not [datetime]::TryParse([string]$value, [System.Globalization.CultureInfo]::InvariantCulture, 'None', [ref]$day)) {
        return
    }
    [datetime]::SpecifyKind($day.Date, 'Utc')
}
