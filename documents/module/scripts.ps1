# Scripts that a document downloads: pinned by their SHA-256, so that who can
# write to the store still can't run anything on an instance.

. (Join-Path $PSScriptRoot 'keys.ps1')
. (Join-Path $PSScriptRoot 's3.ps1')

function Read-PinnedScript {
    <#
    .SYNOPSIS
    Gives the text of a script of the store, or throws where its hash is another.
    .DESCRIPTION
    The bytes that were hashed are those that are run: no file lies in between.
    #>
    param($Document, [string]$File, [string]$Sha256)
    $bytes = Read-StoreObject $Document (Get-ScriptKey $Document $Sha256 $File) "the script $File could not be fetched"
    if ($null -eq $bytes) {
        throw "the script $File is not in the store under scripts/${Sha256}: deploy the scripts that belong to this document"
    }
    $found = Get-Sha256 $bytes
    if ($found -cne $Sha256) {
        throw "the script $File in the store has SHA-256 $found, and this document wants ${Sha256}: it was not run"
    }
    [System.Text.Encoding]::UTF8.GetString($bytes).TrimStart([char]0xFEFF)
}

function Get-Sha256 {
    <#
    .SYNOPSIS
    Gives a SHA-256 in lower-case hexadecimal digits.
    #>
    param([byte[]]$Bytes)
    # Not SHA256Managed, which throws where Windows enforces FIPS.
    $hash = [System.Security.Cryptography.SHA256]::Create()
    try {
        [System.BitConverter]::ToString($hash.ComputeHash($Bytes)).Replace('-', '').ToLowerInvariant()
    } finally {
        $hash.Dispose()
    }
}
