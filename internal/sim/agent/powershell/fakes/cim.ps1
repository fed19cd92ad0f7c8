# The classes of CIM (WMI) that the documents read.

# The instances of a class as dictionaries; a date is a DateTime in UTC.
function Get-CimRow {
    param([string]$ClassName)
    switch ($ClassName) {
        'Win32_OperatingSystem' { Get-OperatingSystemRow }
        'Win32_ComputerSystem' { Get-ComputerSystemRow }
        'Win32_QuickFixEngineering' { Get-QuickFixRow }
        'Win32_Service' { Get-ServiceRow }
        default { throw [System.InvalidOperationException]::new("Invalid class ""$ClassName"": it is not simulated.") }
    }
}

function Get-OperatingSystemRow {
    $computer = Get-Simulated 'computer'
    [ordered]@{
        Caption        = $computer.caption
        Version        = $computer.version
        BuildNumber    = $computer.version.Split('.')[-1]
        CSName         = $computer.name
        OSArchitecture = '64-bit'
        ProductType    = 3 # a server that is no domain controller
        LastBootUpTime = ConvertTo-Moment $computer.bootTime
        LocalDateTime  = (Get-SimulatedNow).ToUniversalTime()
    }
}

function Get-ComputerSystemRow {
    $computer = Get-Simulated 'computer'
    $alone = $computer.domain -eq 'WORKGROUP'
    [ordered]@{
        Name         = $computer.name
        DNSHostName  = $computer.name
        Domain       = $computer.domain
        PartOfDomain = -not $alone
        Workgroup    = if ($alone) { $computer.domain } else { $null }
        Manufacturer = 'Amazon EC2'
    }
}

function Get-QuickFixRow {
    $computer = Get-Simulated 'computer'
    foreach ($fix in Get-Simulated 'hotfixes') {
        [ordered]@{
            HotFixID    = "KB$($fix.kb)"
            Description = if ($fix.classification -eq 'Security Updates') { 'Security Update' } else { 'Update' }
            InstalledOn = if ($fix.installedOn) { (ConvertTo-Moment $fix.installedOn).Date } else { $null }
            InstalledBy = 'NT AUTHORITY\SYSTEM'
            CSName      = $computer.name
            Caption     = "http://support.microsoft.com/?kbid=$($fix.kb)"
        }
    }
}

function Get-ServiceRow {
    foreach ($service in Get-Simulated 'services') {
        [ordered]@{
            Name        = $service.name
            DisplayName = $service.displayName
            State       = if ($service.running) { 'Running' } else { 'Stopped' }
            StartMode   = if ($service.startType -eq 'Automatic') { 'Auto' } else { $service.startType }
            Started     = $service.running
            Status      = 'OK'
        }
    }
}

# The rows that a class and filter, or a query, select.
function Select-CimRow {
    param([string]$ClassName, [string]$Filter, [string]$Query)
    if ($Query) {
        if ($Query -notmatch '^\s*select\s.+\sfrom\s+(?<class>\w+)(\s+where\s+(?<filter>.+))?\s*$') { throw [System.ArgumentException]::new("Invalid query: $Query") }
        $ClassName = $Matches['class']
        $Filter = if ($Matches.ContainsKey('filter')) { $Matches['filter'] } else { '' }
    }
    $rows = @(Get-CimRow $ClassName)
    if ($Filter) {
        $parsed = ConvertFrom-WqlFilter $Filter
        $rows = @($rows | Where-Object { Test-WqlFilter $parsed $_ })
    }
    $rows
}

function Get-CimInstance {
    [CmdletBinding(DefaultParameterSetName = 'Class')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'Class')][string]$ClassName,
        [Parameter(ParameterSetName = 'Class')][string]$Filter,
        [Parameter(Mandatory = $true, ParameterSetName = 'Query')][string]$Query,
        [string[]]$Property, [string]$Namespace, [uint32]$OperationTimeoutSec
    )
    try {
        foreach ($row in @(Select-CimRow $ClassName $Filter $Query)) {
            foreach ($name in @($row.Keys)) {
                if ($row[$name] -is [datetime] -and $row[$name].Kind -eq 'Utc') { $row[$name] = $row[$name].ToLocalTime() }
            }
            [pscustomobject]$row
        }
    } catch {
        Write-CmdletError $PSCmdlet $_.Exception.Message 'HRESULT 0x80041010' 'MetadataError' $ClassName
    }
}

# As Get-CimInstance, but dates are WMI's texts, which ConvertToDateTime reads.
function Get-WmiObject {
    [CmdletBinding(DefaultParameterSetName = 'Class')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ParameterSetName = 'Class')][string]$Class,
        [Parameter(ParameterSetName = 'Class')][string]$Filter,
        [Parameter(Mandatory = $true, ParameterSetName = 'Query')][string]$Query,
        [string[]]$Property, [string]$Namespace
    )
    try {
        foreach ($row in @(Select-CimRow $Class $Filter $Query)) {
            foreach ($name in @($row.Keys)) {
                if ($row[$name] -is [datetime]) { $row[$name] = $row[$name].ToString('yyyyMMddHHmmss.ffffff', [cultureinfo]::InvariantCulture) + '+000' }
            }
            [pscustomobject]$row | Add-Member -MemberType ScriptMethod -Name ConvertToDateTime -PassThru -Value {
                param([string]$Text)
                $moment = [datetime]::ParseExact($Text.Substring(0, 21), 'yyyyMMddHHmmss.ffffff', [cultureinfo]::InvariantCulture)
                [datetime]::SpecifyKind($moment, 'Utc').ToLocalTime()
            }
        }
    } catch {
        Write-CmdletError $PSCmdlet $_.Exception.Message 'GetWMIManagementException' 'InvalidType' $Class
    }
}

function Get-HotFix {
    [CmdletBinding()]
    param([Parameter(Position = 0)][Alias('HFID')][string[]]$Id)
    $fixes = @(Get-CimInstance -ClassName Win32_QuickFixEngineering)
    if (-not $Id) { return $fixes }
    foreach ($wanted in $Id) {
        $found = @($fixes | Where-Object { $_.HotFixID -eq $wanted })
        if ($found.Count -eq 0) {
            Write-CmdletError $PSCmdlet 'Cannot find the requested hotfix on the ''localhost'' computer. Verify the input and run the command again.' 'GetHotFixNoEntriesFound' 'ObjectNotFound' $wanted
        }
        $found
    }
}
