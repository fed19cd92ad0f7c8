# Where things lie on the store. internal/run/keys.go has the keys too, and a test
# compares.

function Get-RunKey {
    <#
    .SYNOPSIS
    Gives the key of something of the run.
    #>
    param($Document, [string[]]$Parts)
    (@($Document.Prefix, 'runs', $Document.RunId) + $Parts | Where-Object { $_ }) -join '/'
}

function Get-CsvKey {
    <#
    .SYNOPSIS
    Gives the key of this instance's CSV of one kind.
    #>
    param($Document, [string]$Kind)
    Get-RunKey $Document 'csv', $Kind, "$($Document.Identity).csv"
}

function Get-MarkerKey {
    <#
    .SYNOPSIS
    Gives the key of this attempt's marker. The outcome is part of it.
    #>
    param($Document)
    Get-RunKey $Document 'markers', $Document.Name, $Document.Attempt, $Document.Identity, "$(Get-Outcome $Document).json"
}

function Get-ScriptKey {
    <#
    .SYNOPSIS
    Gives the key of a script that documents download, by its SHA-256.
    #>
    param($Document, [string]$Sha256, [string]$File)
    (@($Document.Prefix, 'scripts', $Sha256, $File) | Where-Object { $_ }) -join '/'
}
