# The keys of HKEY_LOCAL_MACHINE that the documents read. They are made anew for
# each look; nothing can be written.

$uninstall = 'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall'
$uninstall32 = 'HKLM\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Uninstall'

# What an inventory must leave out, as every Windows has it beside its programs.
$uninstallNoise = [ordered]@{
    'AddressBook'                            = [ordered]@{}
    '{0D3E9E15-DE7A-300B-96F1-B4AF12B96488}' = [ordered]@{ DisplayName = 'Microsoft Visual C++ 2022 X64 Minimum Runtime - 14.38.33135'; DisplayVersion = '14.38.33135'; SystemComponent = 1 }
    'KB2999226'                              = [ordered]@{ DisplayName = 'Update for Windows Server (KB2999226)'; ReleaseType = 'Update'; ParentKeyName = 'OperatingSystem' }
}

# Every key by its path, with its values.
function Get-RegistryTree {
    $computer = Get-Simulated 'computer'
    $tree = [System.Collections.Specialized.OrderedDictionary]::new([System.StringComparer]::OrdinalIgnoreCase)
    $windows = 'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion'
    Add-RegistryKey $tree $script:uninstall32
    Add-RegistryKey $tree "$windows\Component Based Servicing"
    Add-RegistryKey $tree "$windows\WindowsUpdate\Auto Update"
    if ($computer.pending.componentBasedServicing) { Add-RegistryKey $tree "$windows\Component Based Servicing\RebootPending" }
    if ($computer.pending.windowsUpdate) { Add-RegistryKey $tree "$windows\WindowsUpdate\Auto Update\RebootRequired" }
    $session = [ordered]@{}
    if ($computer.pending.fileRename) { $session.PendingFileRenameOperations = [string[]]('\??\C:\Windows\Temp\replaced.tmp', '') }
    Add-RegistryKey $tree 'HKLM\SYSTEM\CurrentControlSet\Control\Session Manager' $session
    Add-RegistryKey $tree 'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion' ([ordered]@{
            ProductName = $computer.caption -replace '^Microsoft ', ''; CurrentBuild = $computer.version.Split('.')[-1]; CurrentBuildNumber = $computer.version.Split('.')[-1]
        })
    Add-UninstallKey $tree
    $tree
}

function Add-UninstallKey {
    param($Tree)
    foreach ($name in $script:uninstallNoise.Keys) { Add-RegistryKey $Tree "$script:uninstall\$name" $script:uninstallNoise[$name] }
    $number = 0
    foreach ($program in Get-Simulated 'software') {
        $number++
        $view = if ($program.wow6432) { $script:uninstall32 } else { $script:uninstall }
        $values = [ordered]@{ DisplayName = $program.name; DisplayVersion = $program.version; Publisher = $program.publisher }
        if ($program.installDate) { $values.InstallDate = $program.installDate }
        if ($program.systemComponent) { $values.SystemComponent = 1 }
        if ($program.parentKeyName) { $values.ParentKeyName = $program.parentKeyName }
        if ($program.releaseType) { $values.ReleaseType = $program.releaseType }
        Add-RegistryKey $Tree ("$view\{{5A17C0DE-0000-4000-8000-{0:X12}}}" -f $number) $values
    }
}

# Adds a key, and those above it.
function Add-RegistryKey {
    param($Tree, [string]$Path, $Values = [ordered]@{})
    $parent = $Path.Substring(0, [math]::Max(0, $Path.LastIndexOf('\')))
    if ($parent -and -not $Tree.Contains($parent)) { Add-RegistryKey $Tree $parent }
    if (-not $Tree.Contains($Path)) { $Tree.Add($Path, $Values) }
}

# Tells whether a path is one of the registry's.
function Test-RegistryPath {
    param([string]$Path)
    $Path -match '^((Microsoft\.PowerShell\.Core\\)?Registry::|HK(LM|CU|CR|U|CC):)'
}

# A path in the one form that the tree has: HKLM\A\B.
function ConvertTo-RegistryPath {
    param([string]$Path)
    $plain = $Path -replace '^(Microsoft\.PowerShell\.Core\\)?Registry::', '' -replace '^HKEY_LOCAL_MACHINE', 'HKLM' -replace '/', '\'
    ($plain -replace '^(HK\w+):', '$1' -replace '\\+', '\').TrimEnd('\')
}

# The paths of the tree that a path names; its wildcards stand for one level each.
function Find-RegistryKey {
    param($Tree, [string]$Path, [bool]$Literal)
    $wanted = ConvertTo-RegistryPath $Path
    if ($Literal -or -not [System.Management.Automation.WildcardPattern]::ContainsWildcardCharacters($wanted)) {
        foreach ($key in $Tree.Keys) { if ($key -eq $wanted) { $key } }
        return
    }
    $depth = $wanted.Split('\').Count
    foreach ($key in $Tree.Keys) {
        if ($key.Split('\').Count -eq $depth -and $key -like $wanted) { $key }
    }
}

# What every item of the registry provider carries.
function Get-RegistryItemNote {
    param([string]$Key)
    $full = 'Microsoft.PowerShell.Core\Registry::' + ($Key -replace '^HKLM', 'HKEY_LOCAL_MACHINE')
    $cut = $full.LastIndexOf('\')
    [ordered]@{ PSPath = $full; PSParentPath = $full.Substring(0, $cut); PSChildName = $full.Substring($cut + 1); PSProvider = 'Microsoft.PowerShell.Core\Registry' }
}

# A key, as Get-Item gives it.
function New-RegistryKeyItem {
    param($Tree, [string]$Key)
    $item = Get-RegistryItemNote $Key
    $item.Name = $Key -replace '^HKLM', 'HKEY_LOCAL_MACHINE'
    $item.Property = [string[]]@($Tree[$Key].Keys)
    $item.SimulatedValues = $Tree[$Key]
    [pscustomobject]$item | Add-Member -MemberType ScriptMethod -Name GetValue -Value {
        param([string]$Name)
        $this.SimulatedValues[$Name]
    } -PassThru
}
