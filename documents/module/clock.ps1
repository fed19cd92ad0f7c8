# Time. All moments inside a document are in UTC.

function Get-UtcNow {
    <#
    .SYNOPSIS
    Gives the present moment in UTC.
    #>
    (Get-Date).ToUniversalTime()
}

function Format-Moment {
    <#
    .SYNOPSIS
    Writes a moment in UTC as RFC 3339; nothing where there is none.
    .PARAMETER Fraction
    .FFFFFFF for fractions of a second; nothing for none.
    #>
    param($Moment, [string]$Fraction = '')
    if ($null -eq $Moment) { return '' }
    # The culture matters: it decides what ':' stands for.
    $Moment.ToString("yyyy-MM-ddTHH:mm:ss${Fraction}Z", [System.Globalization.CultureInfo]::InvariantCulture)
}
