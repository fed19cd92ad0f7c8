. (Join-Path $PSScriptRoot 'assert.ps1')
. (Join-Path $PSScriptRoot '../storedlists.ps1')
. (Join-Path $PSScriptRoot 'fakes.ps1')

$document = @{
    Bucket = 'bucket'; Prefix = 'fleet'; StoreRegion = 'eu-west-1'; RunId = '2024-06'; Kind = 'updates-after'
    InstanceId = 'i-0123456789abcdef0'; Identity = 'AROAX:i-0123456789abcdef0'; Started = $clock.Now.AddMilliseconds(900)
    Rows = [System.Collections.ArrayList]@(, [string[]]('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'))
}
$folder = 'fleet/lists/AROAX:i-0123456789abcdef0/'

Test-That 'a list is kept under its moment, its run and its kind' {
    Save-UpdateList $document
    Assert-Equal @("put bucket/${folder}20240614T220000Z-2024-06-after.csv") $s3.Calls
    Assert-Equal 'd' (Read-StoredList $document (Get-StoredList $document))[0][3]
}

Test-That 'a store without a prefix has none in the keys of lists' {
    Assert-Equal 'lists/i-1/' (Get-ListPrefix @{ Prefix = ''; Identity = 'i-1' })
}

Test-That 'keys that are no lists are left out, and those of others are not seen' {
    foreach ($name in '20241399T000000Z-r-after.csv', '20240101T000000Z-R-after.csv', '20240101T000000Z-r-after.csvx', "20240101T000000Z-r-after.csv`n", 'x/20240101T000000Z-r-after.csv') {
        $s3.Objects["$folder$name"] = [byte[]]@()
    }
    $s3.Objects['fleet/lists/AROAX:i-0123456789abcdef1/20240101T000000Z-r-after.csv'] = [byte[]]@()
    Assert-Equal @('2024-06/after') @((Get-StoredList $document).Name)
}

Test-That 'the last two go up to the last one of the run' {
    # internal/run/list_test.go has the same.
    foreach ($case in @(
            @('', ''), @('a/after', 'a/after'), @('c/after', 'c/after'), @('a/after c/before c/after', 'c/before c/after'),
            @('a/before a/after c/after', 'a/after c/after'), @('a/before a/after c/before', 'a/after c/before'),
            @('a/after b/before b/after', 'b/before b/after'), @('a/after c/after d/before d/after', 'a/after c/after'),
            @('a/after c/after c/after', 'a/after c/after'), @('a/after b/after b/after', 'a/after b/after')
        )) {
        $lists = @(foreach ($name in $case[0] -split ' ' -ne '') { @{ Name = $name; Run = ($name -split '/')[0] } })
        Assert-Equal $case[1] (@(Select-LastList $lists 'c' | ForEach-Object { $_.Name }) -join ' ')
    }
}

Test-That 'more keys than lists can be are refused' {
    $MaxLists = 3
    Assert-Throw 'the store has more than 3 lists of i-0123456789abcdef0: delete some' { Get-StoredList $document }
}

Test-That 'a list that is gone by now is told' {
    Assert-Throw 'the list of updates r/after could not be read from the store: NoSuchKey' { Read-StoredList $document @{ Key = 'x'; Name = 'r/after'; Kind = 'updates-after' } }
}
