. (Join-Path $PSScriptRoot 'assert.ps1')
. (Join-Path $PSScriptRoot '../labels.ps1')

$id = 'i-0123456789abcdef0'

function ConvertTo-Parameter {
    param([string]$Json)
    [System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($Json))
}

Test-That 'an instance finds its own labels, in any language' {
    $name = 'J' + [char]0xF6 + 'rg'
    $labels = Read-Label (ConvertTo-Parameter "{""i-1"":{""owner"":""Eve""},""$id"":{""owner"":""$name"",""application"":""payroll""}}") $id
    Assert-Equal @{ Owner = $name; Application = 'payroll' }.Owner $labels.Owner
    Assert-Equal 'payroll' $labels.Application
}

Test-That 'a label that is missing or null is empty' {
    $labels = Read-Label (ConvertTo-Parameter "{""$id"":{""owner"":null,""more"":7}}") $id
    Assert-Equal '' $labels.Owner
    Assert-Equal '' $labels.Application
}

Test-That 'what can not be read is told' {
    Assert-Throw 'parameter Instances is not base64' { Read-Label '{"x":' $id }
    foreach ($json in '{', '7', '["x"]', "{""$id"":7}", "{""$id"":{""owner"":7}}", "{""$id"":{""owner"":{}}}") {
        Assert-Throw 'parameter Instances is not JSON of labels by instance id' { Read-Label (ConvertTo-Parameter $json) $id }
    }
    Assert-Throw "parameter Instances is JSON's null" { Read-Label (ConvertTo-Parameter 'null') $id }
    Assert-Throw "parameter Instances has no entry for $id" { Read-Label (ConvertTo-Parameter '{}') $id }
}
