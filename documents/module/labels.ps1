# Owner and application, which an instance's rows begin with.

function Read-Label {
    <#
    .SYNOPSIS
    Finds an instance's labels in parameter Instances: base64 of JSON, instance id
    to owner and application.
    .OUTPUTS
    A hashtable with Owner and Application. It throws where there are none: rows
    without them would mislead the report.
    #>
    param([string]$Instances, [string]$InstanceId)
    $unreadable = 'parameter Instances is not JSON of labels by instance id'
    try {
        $bytes = [System.Convert]::FromBase64String($Instances)
    } catch {
        throw 'parameter Instances is not base64'
    }
    try {
        $all = ConvertFrom-Json -InputObject ([System.Text.Encoding]::UTF8.GetString($bytes))
    } catch {
        throw $unreadable
    }
    if ($null -eq $all) { throw "parameter Instances is JSON's null" }
    if ($all -isnot [System.Management.Automation.PSCustomObject]) { throw $unreadable }
    $own = $all.PSObject.Properties[$InstanceId]
    if ($null -eq $own) { throw "parameter Instances has no entry for $InstanceId" }
    if ($own.Value -isnot [System.Management.Automation.PSCustomObject]) { throw $unreadable }
    $labels = @{ Owner = ''; Application = '' }
    foreach ($label in @($own.Value.PSObject.Properties | Where-Object { $labels.ContainsKey($_.Name) -and $null -ne $_.Value })) {
        if ($label.Value -isnot [string]) { throw $unreadable }
        $labels[$label.Name] = $label.Value
    }
    $labels
}
