# Classifications of updates.

function Get-UpdateClassification {
    <#
    .SYNOPSIS
    Gives an update's classification in English; nothing where it has none.
    .DESCRIPTION
    ICategory.Name is in the language of Windows, its CategoryID is not. Source of
    the ids: "WSUS Classification GUIDs".
    #>
    param($Update)
    $names = @{
        '0FA1201D-4330-4FA8-8AE9-B877473B6441' = 'Security Updates'
        'E6CF1350-C01B-414D-A61F-263D14D133B4' = 'Critical Updates'
        '28BC880E-0592-4CBF-8F95-C79B17911D5F' = 'Update Rollups'
        'E0789628-CE08-4437-BE74-2495B842F43B' = 'Definition Updates'
        'CD5FFD1E-E932-4E3A-BF74-18BF0B1BBD83' = 'Updates'
        'B54E7D24-7ADD-428F-8B75-90A396FA584F' = 'Feature Packs'
        'EBFC1FC5-71A4-4F7B-9ACA-3B9A503104A0' = 'Drivers'
        '68C5B0A3-D1A6-4553-AE49-01D3A7827828' = 'Service Packs'
        'B4832BD8-E735-4761-8DAF-37F882276DAB' = 'Tools'
        '3689BDC8-B205-4AF4-8D4A-A63924C5E9D5' = 'Upgrades'
    }
    for ($n = 0; $n -lt $Update.Categories.Count; $n++) {
        $category = $Update.Categories.Item($n)
        if ($category.Type -ne 'UpdateClassification') { continue }
        if ($names.ContainsKey([string]$category.CategoryID)) { return $names[[string]$category.CategoryID] }
        return [string]$category.Name
    }
    ''
}
