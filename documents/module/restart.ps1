# Restarts that installers begin by themselves.

function Stop-PendingRestart {
    <#
    .SYNOPSIS
    Calls a restart off that counts down, and tells whether there was one: an
    installer's own restart would cut the patch day off.
    .DESCRIPTION
    A restart without a countdown can't be called off.
    #>
    # What a program writes to standard error would end a script that stops at errors.
    $ErrorActionPreference = 'Continue'
    try {
        & "$env:SystemRoot\System32\shutdown.exe" /a 2>&1 | Out-Null
        $LASTEXITCODE -eq 0 # 1116 without one
    } catch {
        $false
    }
}
