# Texts of others, made fit for one cell.

# How long a line may be, in UTF-16 units.
$MaxLine = 300

function ConvertTo-OneLine {
    <#
    .SYNOPSIS
    Gives a text with a space for every control character, without white space
    around it, and cut where it is longer than so many UTF-16 units.
    #>
    param([string]$Text, [int]$Longest = $MaxLine)
    $line = ($Text -replace '\p{Cc}', ' ').Trim()
    if ($line.Length -le $Longest) { return $line }
    # Half a surrogate pair is no character.
    if ([char]::IsHighSurrogate($line[$Longest - 1])) { $Longest-- }
    $line.Substring(0, $Longest)
}
