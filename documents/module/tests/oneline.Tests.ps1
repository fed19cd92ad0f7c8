. (Join-Path $PSScriptRoot 'assert.ps1')
. (Join-Path $PSScriptRoot '../oneline.ps1')

Test-That 'control characters become spaces, and none is left around a text' {
    Assert-Equal 'a b  c d' (ConvertTo-OneLine "`t a`0b`r`nc$([char]0x85)d $([char]7)" 300)
    Assert-Equal '' (ConvertTo-OneLine " `t`r`n" 300)
    Assert-Equal '' (ConvertTo-OneLine $null 300)
}

Test-That 'a text is cut, but not through a character' {
    Assert-Equal 'abc' (ConvertTo-OneLine 'abcd' 3)
    Assert-Equal 'abc' (ConvertTo-OneLine 'abc' 3)
    $explosion = [char]::ConvertFromUtf32(0x1F4A5)
    Assert-Equal 'ab' (ConvertTo-OneLine "ab$explosion" 3)
    Assert-Equal "a$explosion" (ConvertTo-OneLine "a${explosion}b" 3)
}
