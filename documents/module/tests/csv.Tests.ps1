. (Join-Path $PSScriptRoot 'assert.ps1')
. (Join-Path $PSScriptRoot '../csv.ps1')

$header = "OwnerName,Domain,Application,Check,Target,InstanceId,RunId,Result,Detail`r`n"

function New-Cells {
    param([string]$First)
    , [string[]](@($First) + @('') * 8)
}

Test-That 'a CSV without rows has its header' {
    Assert-Equal $header (ConvertTo-CsvText 'checks' @())
}

Test-That 'each way in which a spreadsheet begins a formula gets an apostrophe' {
    foreach ($cell in '=1', '+1', '-1', '@x', "'=1", "''-") {
        Assert-Equal "'$cell,,,,,,,,`r`n" (ConvertTo-CsvLine (New-Cells $cell))
    }
    Assert-Equal "'`tx,,,,,,,,`r`n" (ConvertTo-CsvLine (New-Cells "`tx"))
    Assert-Equal """'`r`nx"",,,,,,,,`r`n" (ConvertTo-CsvLine (New-Cells "`r`nx"))
}

Test-That 'what only looks like one is left alone' {
    foreach ($cell in 'a=1', "'x", "'", '1-2', '') {
        Assert-Equal "$cell,,,,,,,,`r`n" (ConvertTo-CsvLine (New-Cells $cell))
    }
}

Test-That 'commas, quotes, ends of lines and spaces in front are quoted' {
    Assert-Equal """a,b"",,,,,,,,`r`n" (ConvertTo-CsvLine (New-Cells 'a,b'))
    Assert-Equal """a""""b"",,,,,,,,`r`n" (ConvertTo-CsvLine (New-Cells 'a"b'))
    Assert-Equal """ a"",,,,,,,,`r`n" (ConvertTo-CsvLine (New-Cells ' a'))
    foreach ($end in "`r", "`n", "`r`n") {
        Assert-Equal """a`r`nb"",,,,,,,,`r`n" (ConvertTo-CsvLine (New-Cells "a${end}b"))
    }
}

Test-That 'every cell comes back as it was, but for the ends of its lines' {
    foreach ($cell in '=1', "'=1", 'a,b', 'a"b', ' a', "a`nb", "'", '""', ([string][char]0xFC + [char]0x4E2D), '') {
        $rows = ConvertFrom-CsvText 'checks' (ConvertTo-CsvText 'checks' (, (New-Cells $cell)))
        Assert-Equal 1 $rows.Count
        Assert-Equal $cell $rows[0][0]
    }
}

Test-That 'a CSV is read by its header' {
    $rows = ConvertFrom-CsvText 'checks' ([char]0xFEFF + "Check,New,OwnerName`nservice,1,Ada`n`ntcp,2,`n")
    Assert-Equal @('Ada', '', '', 'service', '', '', '', '', '') $rows[0]
    Assert-Equal @('', '', '', 'tcp', '', '', '', '', '') $rows[1]
}

Test-That 'what is no CSV of the kind is refused' {
    Assert-Throw 'a CSV of checks without its header' { ConvertFrom-CsvText 'checks' '' }
    Assert-Throw 'a CSV of checks whose header has none of its columns' { ConvertFrom-CsvText 'checks' "a,b`r`n" }
    Assert-Throw "a CSV of checks that can't be read from its character 8 on" { ConvertFrom-CsvText 'checks' "Check`r`n""open" }
    Assert-Throw 'a CSV of checks: row 1 has 2 cells and its header 1' { ConvertFrom-CsvText 'checks' "Check`r`na,b" }
    Assert-Throw "there is no CSV of kind 'x'" { ConvertTo-CsvText 'x' @() }
}
