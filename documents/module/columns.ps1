# The columns of the CSVs. internal/run/csv.go has them too, and a test compares.

function Get-CsvColumn {
    <#
    .SYNOPSIS
    Gives the names of a CSV's columns in their order.
    #>
    param([string]$Kind)
    $ofUpdate = 'OwnerName', 'Domain', 'Application', 'UpdateName', 'KB'
    $ofRow = 'InstanceId', 'RunId', 'UpdateId'
    $ofOutcome = 'HResult', 'Result', 'HResultName'
    switch ($Kind) {
        { $_ -in 'updates-before', 'updates-after' } { return $ofUpdate + $ofRow + 'InstalledOn' }
        'update-results' { return $ofUpdate + $ofRow + $ofOutcome + 'Classification' + 'Severity' + 'RebootRequired' + 'Note' }
        'updates-installed' { return $ofUpdate + 'Date' + $ofRow }
        'updates-failed' { return $ofUpdate + 'Date' + $ofRow + $ofOutcome }
        'updates-confirmed' { return $ofUpdate + $ofRow + $ofOutcome }
        'software' { return 'OwnerName', 'Domain', 'Application', 'Name', 'Version', 'Publisher', 'InstallDate', 'InstanceId', 'RunId' }
        'checks' { return 'OwnerName', 'Domain', 'Application', 'Check', 'Target', 'InstanceId', 'RunId', 'Result', 'Detail' }
        default { throw "there is no CSV of kind '$Kind'" }
    }
}
