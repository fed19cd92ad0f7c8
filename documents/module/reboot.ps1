# Where Windows notes that it wants a reboot.

function Get-PendingReboot {
    <#
    .SYNOPSIS
    Looks at each place. Any is whether a reboot is wanted: file renames alone are
    too noisy to count.
    #>
    $windows = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion'
    $pending = @{
        ComponentBasedServicing = Test-Path -LiteralPath "$windows\Component Based Servicing\RebootPending"
        WindowsUpdate           = Test-Path -LiteralPath "$windows\WindowsUpdate\Auto Update\RebootRequired"
        FileRename              = Test-PendingFileRename
    }
    $pending.Any = $pending.ComponentBasedServicing -or $pending.WindowsUpdate -or (Test-RebootRequired)
    $pending
}

function Test-PendingFileRename {
    <#
    .SYNOPSIS
    Tells whether files wait to be replaced at the next boot.
    #>
    $value = @{ LiteralPath = 'HKLM:\SYSTEM\CurrentControlSet\Control\Session Manager'; Name = 'PendingFileRenameOperations' }
    $null -ne (Get-ItemProperty @value -ErrorAction Ignore)
}

function Test-RebootRequired {
    <#
    .SYNOPSIS
    Asks the Windows Update Agent, which may be out of order: then the registry
    alone has to do.
    #>
    try {
        (New-Object -ComObject Microsoft.Update.SystemInfo).RebootRequired
    } catch {
        $false
    }
}
