# The item cmdlets: the registry and the one file of Windows that the documents
# look at are simulated, every other path is PowerShell's own business.

# The SSM agent's program, whose version is the agent's.
$agentProgram = 'C:\Program Files\Amazon\SSM\amazon-ssm-agent.exe'

function Test-AgentProgram {
    param([string]$Path)
    ($Path -replace '/', '\') -eq $script:agentProgram
}

function Get-AgentProgram {
    $version = (Get-Simulated 'computer').agentVersion
    [pscustomobject]@{
        FullName    = $script:agentProgram
        Name        = 'amazon-ssm-agent.exe'
        VersionInfo = [pscustomobject]@{ ProductVersion = $version; FileVersion = $version }
    }
}

# The keys that Path or LiteralPath names, each with its tree, and an error where
# there is none.
function Resolve-RegistryItem {
    param($Cmdlet, $Bound)
    $literal = $Bound.ContainsKey('LiteralPath')
    $tree = Get-RegistryTree
    foreach ($path in $(if ($literal) { $Bound['LiteralPath'] } else { $Bound['Path'] })) {
        $keys = @(Find-RegistryKey $tree $path $literal)
        if ($keys.Count -eq 0 -and ($literal -or -not [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($path))) {
            Write-CmdletError $Cmdlet "Cannot find path '$path' because it does not exist." 'PathNotFound' 'ObjectNotFound' $path
        }
        foreach ($key in $keys) { @{ Tree = $tree; Key = $key } }
    }
}

# The first of the paths that a cmdlet was given: it decides who answers.
function Get-FirstPath {
    param($Bound)
    foreach ($name in 'LiteralPath', 'Path') {
        if ($Bound.ContainsKey($name)) { return @($Bound[$name])[0] }
    }
    ''
}

function Get-Item {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true, ParameterSetName = 'Path')][string[]]$Path,
        [Parameter(Mandatory = $true, ValueFromPipelineByPropertyName = $true, ParameterSetName = 'LiteralPath')][Alias('PSPath')][string[]]$LiteralPath,
        [string]$Filter, [string[]]$Include, [string[]]$Exclude, [switch]$Force
    )
    process {
        $first = Get-FirstPath $PSBoundParameters
        if (Test-AgentProgram $first) { return Get-AgentProgram }
        if (Test-RegistryPath $first) {
            foreach ($found in Resolve-RegistryItem $PSCmdlet $PSBoundParameters) { New-RegistryKeyItem $found.Tree $found.Key }
            return
        }
        $ErrorActionPreference = Get-CallerErrorAction $PSCmdlet
        & (Get-RealCmdlet 'Get-Item') @PSBoundParameters
    }
}

function Get-ChildItem {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true, ParameterSetName = 'Path')][string[]]$Path,
        [Parameter(Mandatory = $true, ValueFromPipelineByPropertyName = $true, ParameterSetName = 'LiteralPath')][Alias('PSPath')][string[]]$LiteralPath,
        [Parameter(Position = 1)][string]$Filter, [string[]]$Include, [string[]]$Exclude,
        [switch]$Recurse, [uint32]$Depth, [switch]$Force, [switch]$Name, [switch]$File, [switch]$Directory, [switch]$Hidden
    )
    process {
        if (Test-RegistryPath (Get-FirstPath $PSBoundParameters)) {
            foreach ($found in Resolve-RegistryItem $PSCmdlet $PSBoundParameters) {
                foreach ($key in @($found.Tree.Keys)) {
                    if ($key.StartsWith("$($found.Key)\", 'OrdinalIgnoreCase') -and ($Recurse -or -not $key.Substring($found.Key.Length + 1).Contains('\'))) { New-RegistryKeyItem $found.Tree $key }
                }
            }
            return
        }
        $ErrorActionPreference = Get-CallerErrorAction $PSCmdlet
        & (Get-RealCmdlet 'Get-ChildItem') @PSBoundParameters
    }
}

function Get-ItemProperty {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true, ParameterSetName = 'Path')][string[]]$Path,
        [Parameter(Mandatory = $true, ValueFromPipelineByPropertyName = $true, ParameterSetName = 'LiteralPath')][Alias('PSPath')][string[]]$LiteralPath,
        [Parameter(Position = 1)][string[]]$Name,
        [string]$Filter, [string[]]$Include, [string[]]$Exclude
    )
    process {
        $first = Get-FirstPath $PSBoundParameters
        if (Test-AgentProgram $first) { return Get-AgentProgram }
        if (Test-RegistryPath $first) {
            foreach ($found in Resolve-RegistryItem $PSCmdlet $PSBoundParameters) { Get-RegistryValue $PSCmdlet $found $Name }
            return
        }
        $ErrorActionPreference = Get-CallerErrorAction $PSCmdlet
        & (Get-RealCmdlet 'Get-ItemProperty') @PSBoundParameters
    }
}

# The values of a key, or those of some names, with an error for each name that
# the key does not have.
function Get-RegistryValue {
    param($Cmdlet, [hashtable]$Found, [string[]]$Name)
    $values = $Found.Tree[$Found.Key]
    $shown = [ordered]@{}
    foreach ($wanted in $(if ($Name) { $Name } else { '*' })) {
        $names = @($values.Keys | Where-Object { $_ -like $wanted })
        if ($names.Count -eq 0 -and -not [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($wanted)) {
            Write-CmdletError $Cmdlet "Property $wanted does not exist at path $($Found.Key -replace '^HKLM', 'HKEY_LOCAL_MACHINE')." 'System.Management.Automation.PSArgumentException' 'InvalidArgument' $wanted
        }
        foreach ($one in $names) { $shown[$one] = $values[$one] }
    }
    if ($shown.Count -eq 0) { return }
    $notes = Get-RegistryItemNote $Found.Key
    foreach ($note in $notes.Keys) { $shown[$note] = $notes[$note] }
    [pscustomobject]$shown
}

function Get-ItemPropertyValue {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true, ParameterSetName = 'Path')][string[]]$Path,
        [Parameter(Mandatory = $true, ValueFromPipelineByPropertyName = $true, ParameterSetName = 'LiteralPath')][Alias('PSPath')][string[]]$LiteralPath,
        [Parameter(Mandatory = $true, Position = 1)][string[]]$Name
    )
    process {
        $ErrorActionPreference = Get-CallerErrorAction $PSCmdlet
        if (-not (Test-RegistryPath (Get-FirstPath $PSBoundParameters))) {
            return & (Get-RealCmdlet 'Get-ItemPropertyValue') @PSBoundParameters
        }
        foreach ($item in @(Get-ItemProperty @PSBoundParameters)) {
            foreach ($one in $Name) { $item.$one }
        }
    }
}

function Test-Path {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true, ParameterSetName = 'Path')][AllowNull()][AllowEmptyString()][AllowEmptyCollection()][string[]]$Path,
        [Parameter(Mandatory = $true, ValueFromPipelineByPropertyName = $true, ParameterSetName = 'LiteralPath')][Alias('PSPath')][AllowNull()][AllowEmptyString()][AllowEmptyCollection()][string[]]$LiteralPath,
        [string]$Filter, [string[]]$Include, [string[]]$Exclude,
        [ValidateSet('Any', 'Container', 'Leaf')][string]$PathType, [switch]$IsValid
    )
    process {
        $first = Get-FirstPath $PSBoundParameters
        if (Test-AgentProgram $first) { return $true }
        if (-not (Test-RegistryPath $first)) {
            $ErrorActionPreference = Get-CallerErrorAction $PSCmdlet
            return & (Get-RealCmdlet 'Test-Path') @PSBoundParameters
        }
        $literal = $PSBoundParameters.ContainsKey('LiteralPath')
        $tree = Get-RegistryTree
        foreach ($one in $(if ($literal) { $LiteralPath } else { $Path })) { @(Find-RegistryKey $tree $one $literal).Count -gt 0 }
    }
}
