# CSVs as RFC 4180 has them, with cells that no spreadsheet takes for a formula.
# Export-Csv of Windows PowerShell 5.1 is no help: it quotes everything, makes one
# line less of no rows, and writes UTF-8 with a byte order mark.

. (Join-Path $PSScriptRoot 'columns.ps1')

function ConvertTo-CsvText {
    <#
    .SYNOPSIS
    Writes rows, each an array with a cell for every column, with their header.
    #>
    param([string]$Kind, $Rows)
    $text = [System.Text.StringBuilder]::new()
    [void]$text.Append((ConvertTo-CsvLine (Get-CsvColumn $Kind)))
    foreach ($row in $Rows) { [void]$text.Append((ConvertTo-CsvLine $row)) }
    $text.ToString()
}

function ConvertTo-CsvLine {
    <#
    .SYNOPSIS
    Writes one line. Quotes stand where RFC 4180 wants them and around a cell that
    begins with a space.
    #>
    param([string[]]$Cells)
    # What a spreadsheet runs as a formula, behind any number of apostrophes.
    $formula = '^''*[=+\-@\t\r\n]'
    $written = foreach ($cell in $Cells) {
        if ($cell -match $formula) { $cell = "'" + $cell }
        # Every end of a line inside a cell becomes one and the same.
        $cell = $cell -replace '\r\n?|\n', "`r`n"
        if ($cell -match '[,"\r\n]|^\s') { $cell = '"' + $cell.Replace('"', '""') + '"' }
        $cell
    }
    ($written -join ',') + "`r`n"
}

function ConvertFrom-CsvText {
    <#
    .SYNOPSIS
    Reads what ConvertTo-CsvText wrote, perhaps that of an older document: it goes
    by the header, leaves unknown columns out, and gives missing ones empty cells.
    .OUTPUTS
    An ArrayList of rows, each an array with a cell for every column of the kind.
    #>
    param([string]$Kind, [string]$Text)
    $records = Read-CsvRecord $Kind $Text.TrimStart([char]0xFEFF)
    if ($records.Count -eq 0) { throw "a CSV of $Kind without its header" }
    $header = @($records[0])
    $from = @(foreach ($column in Get-CsvColumn $Kind) { [array]::IndexOf($header, $column) })
    if (@($from | Where-Object { $_ -ge 0 }).Count -eq 0) { throw "a CSV of $Kind whose header has none of its columns" }
    $rows = [System.Collections.ArrayList]@()
    for ($n = 1; $n -lt $records.Count; $n++) {
        $record = $records[$n]
        if ($record.Count -ne $header.Count) { throw "a CSV of ${Kind}: row $n has $($record.Count) cells and its header $($header.Count)" }
        [void]$rows.Add([string[]]@(foreach ($at in $from) { if ($at -ge 0) { $record[$at] -replace '^''(?=''*[=+\-@\t\r\n])', '' } else { '' } }))
    }
    , $rows
}

function Read-CsvRecord {
    <#
    .SYNOPSIS
    Takes a CSV apart.
    .OUTPUTS
    An ArrayList of ArrayLists of cells. Empty lines are left out.
    #>
    param([string]$Kind, [string]$Text)
    # One cell and what ends it. The group that gives nothing back keeps a hostile
    # text from taking time without end.
    $cell = [regex]'\G(?:"(?<quoted>(?>[^"]+|"")*)"|(?<plain>[^",\r\n]*))(?<end>,|\r?\n|\z)'
    $records = [System.Collections.ArrayList]@()
    $record = [System.Collections.ArrayList]@()
    $at = 0
    while ($at -lt $Text.Length -or $record.Count -gt 0) {
        $match = $cell.Match($Text, $at)
        if (-not $match.Success) { throw "a CSV of $Kind that can't be read from its character $($at + 1) on" }
        $at += $match.Length
        $ends = $match.Groups['end'].Value -ne ','
        if ($ends -and $record.Count -eq 0 -and -not $match.Groups['quoted'].Success -and $match.Groups['plain'].Length -eq 0) { continue }
        [void]$record.Add($(if ($match.Groups['quoted'].Success) { $match.Groups['quoted'].Value.Replace('""', '"').Replace("`r`n", "`n") } else { $match.Groups['plain'].Value }))
        if ($ends) {
            [void]$records.Add($record)
            $record = [System.Collections.ArrayList]@()
        }
    }
    , $records
}
