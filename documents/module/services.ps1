# Windows services.

function Get-ServiceState {
    <#
    .SYNOPSIS
    Gives a service's state as ServiceControllerStatus names it, or "not installed".
    #>
    param([string]$Name)
    $service = Get-Service -Name $Name -ErrorAction SilentlyContinue
    if ($null -eq $service) { 'not installed' } else { [string]$service.Status }
}

function Get-AutomaticService {
    <#
    .SYNOPSIS
    Names the services that are to run all the time. One that Windows starts at an
    event may be Automatic as well, and ends when it has nothing to do.
    #>
    # A service that can't be read is an error, and no reason to see none.
    $names = @(foreach ($service in Get-Service -ErrorAction SilentlyContinue) {
            if ([string]$service.StartType -eq 'Automatic' -and -not (Test-ServiceTrigger $service.Name)) { $service.Name }
        })
    [array]::Sort($names, [System.StringComparer]::OrdinalIgnoreCase)
    $names
}

function Test-ServiceTrigger {
    <#
    .SYNOPSIS
    Tells whether Windows starts a service at an event.
    #>
    param([string]$Name)
    Test-Path -LiteralPath "HKLM:\SYSTEM\CurrentControlSet\Services\$Name\TriggerInfo"
}
