# Windows services.

# As System.ServiceProcess.ServiceControllerStatus and ServiceStartMode number them.
enum SimulatedServiceStatus { Stopped = 1; StartPending = 2; Running = 4 }
enum SimulatedStartType { Automatic = 2; Manual = 3; Disabled = 4 }

# ServiceController.
class SimulatedService {
    [string]$Name
    [string]$DisplayName
    [SimulatedServiceStatus]$Status
    [SimulatedStartType]$StartType

    SimulatedService([object]$source) {
        $this.Name = $source.name
        $this.DisplayName = $source.displayName
        $this.StartType = $source.startType
        $this.Status = $source.status
    }

    [void] Start() { $this.Set('start-service', $true) }
    [void] Stop() { $this.Set('stop-service', $false) }

    [void] Refresh() {
        foreach ($source in Get-Simulated 'services') {
            if ($source.name -eq $this.Name) { $this.Status = $source.status }
        }
    }

    # Starting and stopping take no time here, so there is nothing to wait for.
    [void] WaitForStatus([object]$desired) { $this.WaitForStatus($desired, [timespan]::Zero) }
    [void] WaitForStatus([object]$desired, [timespan]$timeout) {
        $this.Refresh()
        if ($this.Status -ne $desired) {
            throw [System.TimeoutException]::new('Time out has expired and the operation has not been completed.')
        }
    }

    hidden [void] Set([string]$do, [bool]$running) {
        $refused = (Invoke-Simulator @{ do = $do; name = $this.Name }).error
        if ($refused) { throw [System.InvalidOperationException]::new($refused.message) }
        $this.Refresh()
    }
}

# The services of some names, with an error for each plain name that has none.
function Find-Service {
    param($Cmdlet, [string[]]$Name, [string]$By = 'Name')
    $services = @(foreach ($source in Get-Simulated 'services') { [SimulatedService]::new($source) })
    foreach ($wanted in $Name) {
        $found = @($services | Where-Object { $_.$By -like $wanted })
        if ($found.Count -eq 0 -and -not [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($wanted)) {
            Write-CmdletError $Cmdlet "Cannot find any service with service name '$wanted'." 'NoServiceFoundForGivenName' 'ObjectNotFound' $wanted
        }
        $found
    }
}

function Get-Service {
    [CmdletBinding(DefaultParameterSetName = 'Default')]
    param(
        [Parameter(Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true, ParameterSetName = 'Default')][Alias('ServiceName')][string[]]$Name = '*',
        [Parameter(Mandatory = $true, ParameterSetName = 'DisplayName')][string[]]$DisplayName
    )
    process {
        if ($DisplayName) { return Find-Service $PSCmdlet $DisplayName 'DisplayName' }
        Find-Service $PSCmdlet $Name | Sort-Object -Property Name
    }
}

# Does some of Stop and Start, with the cmdlet's own error where Windows refuses.
function Set-ServiceStatus {
    param($Cmdlet, [string[]]$Name, [object[]]$InputObject, [string[]]$Actions, [bool]$PassThru)
    $targets = if ($InputObject) { $InputObject } else { Find-Service $Cmdlet $Name }
    foreach ($service in $targets) {
        try {
            foreach ($action in $Actions) { $service.$action() }
        } catch [System.InvalidOperationException] {
            Write-CmdletError $Cmdlet "Service '$($service.DisplayName) ($($service.Name))' cannot be started due to the following error: $($_.Exception.Message)" 'CouldNotStartService' 'OpenError' $service
        }
        if ($PassThru) { $service }
    }
}

function Start-Service {
    [CmdletBinding(DefaultParameterSetName = 'Name')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'Name')][Alias('ServiceName')][string[]]$Name,
        [Parameter(Mandatory = $true, ValueFromPipeline = $true, ParameterSetName = 'Object')][object[]]$InputObject,
        [switch]$PassThru
    )
    process { Set-ServiceStatus $PSCmdlet $Name $InputObject 'Start' $PassThru }
}

function Stop-Service {
    [CmdletBinding(DefaultParameterSetName = 'Name')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'Name')][Alias('ServiceName')][string[]]$Name,
        [Parameter(Mandatory = $true, ValueFromPipeline = $true, ParameterSetName = 'Object')][object[]]$InputObject,
        [switch]$Force, [switch]$NoWait, [switch]$PassThru
    )
    process { Set-ServiceStatus $PSCmdlet $Name $InputObject 'Stop' $PassThru }
}

function Restart-Service {
    [CmdletBinding(DefaultParameterSetName = 'Name')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'Name')][Alias('ServiceName')][string[]]$Name,
        [Parameter(Mandatory = $true, ValueFromPipeline = $true, ParameterSetName = 'Object')][object[]]$InputObject,
        [switch]$Force, [switch]$PassThru
    )
    process { Set-ServiceStatus $PSCmdlet $Name $InputObject 'Stop', 'Start' $PassThru }
}
