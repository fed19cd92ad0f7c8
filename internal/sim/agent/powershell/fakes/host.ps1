# Takes jobs and runs their scripts, one after the other, each in a fresh runspace
# with Windows replaced, until the socket closes: then the stand-in is gone, and
# this process ends at once, whatever a script is at. host.go is the other side.
param([Parameter(Mandatory = $true)][string]$Socket)

# What this PowerShell has beyond a fresh runspace, such as 5.1's aliases in
# pwsh-lite. Read before the functions below are there.
$ownFunctions = @(Get-ChildItem -Path function:)
$ownAliases = @(Get-ChildItem -Path alias:)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$ownEnvironment = [System.Environment]::GetEnvironmentVariables()
$ownFolder = [System.Environment]::CurrentDirectory
$ownOutput = [System.Console]::Out
$ownErrors = [System.Console]::Error
$ownCulture = [cultureinfo]::DefaultThreadCurrentCulture
$ownProtocol = [System.Net.ServicePointManager]::SecurityProtocol
$standardStreams = [System.Console]::OpenStandardOutput(), [System.Console]::OpenStandardError()

# What every job's runspace begins with.
function New-JobSessionState {
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault()
    foreach ($function in $script:ownFunctions) {
        if ($state.Commands[$function.Name].Count -eq 0) {
            $state.Commands.Add([System.Management.Automation.Runspaces.SessionStateFunctionEntry]::new($function.Name, $function.Definition))
        }
    }
    foreach ($alias in $script:ownAliases) {
        if ($state.Commands[$alias.Name].Count -eq 0) {
            $state.Commands.Add([System.Management.Automation.Runspaces.SessionStateAliasEntry]::new($alias.Name, $alias.Definition))
        }
    }
    $state
}

# Makes of the process what it was before the last job, and adds what the next one
# is to find. The environment is the whole process's, as are the others here.
function Reset-Process {
    param($Environment)
    foreach ($name in @([System.Environment]::GetEnvironmentVariables().Keys)) {
        if (-not $script:ownEnvironment.Contains($name)) { [System.Environment]::SetEnvironmentVariable($name, $null) }
    }
    foreach ($name in $script:ownEnvironment.Keys) { [System.Environment]::SetEnvironmentVariable($name, $script:ownEnvironment[$name]) }
    if ($Environment) {
        foreach ($variable in $Environment.PSObject.Properties) { [System.Environment]::SetEnvironmentVariable($variable.Name, $variable.Value) }
    }
    [System.Console]::SetOut($script:ownOutput)
    [System.Console]::SetError($script:ownErrors)
    [cultureinfo]::DefaultThreadCurrentCulture = $script:ownCulture
    [System.Net.ServicePointManager]::SecurityProtocol = $script:ownProtocol
    [System.Environment]::CurrentDirectory = $script:ownFolder
}

function New-JobRunspace {
    param($SessionState)
    $runspace = [runspacefactory]::CreateRunspace($Host, $SessionState)
    $runspace.Open()
    # pwsh-lite tells of 5.1 in its first runspace only.
    $table = $runspace.SessionStateProxy.GetVariable('PSVersionTable')
    if (-not [object]::ReferenceEquals($table, $PSVersionTable)) {
        $table.Clear()
        foreach ($key in $PSVersionTable.Keys) { $table[$key] = $PSVersionTable[$key] }
    }
    $runspace
}

# Ends this process, and what scripts have started in its group.
function Stop-Everything {
    try { & sh -c 'kill -KILL -"$0"' $PID } finally { [System.Environment]::Exit(1) }
}

# Runs a pipeline to its end, with what it writes going to this process's own
# streams. An error that nothing has caught is thrown.
function Invoke-InRunspace {
    param([powershell]$Shell, $Runspace, $Next)
    $Shell.Runspace = $Runspace
    [void]$Shell.AddCommand('Out-Default')
    $Shell.Commands.Commands[0].MergeMyResults('Error', 'Output')
    $running = $Shell.BeginInvoke()
    # Nothing is sent while a job runs: what ends the read is the socket's end.
    if ([System.Threading.WaitHandle]::WaitAny(@($running.AsyncWaitHandle, $Next.AsyncWaitHandle)) -eq 1) { Stop-Everything }
    [void]$Shell.EndInvoke($running)
}

# The script's exit code: only `exit` gives one, as with powershell.exe -File.
# $LASTEXITCODE may be left over from a program, but $? is false only after `exit`
# with another than 0, or where the script can't be read. Nothing here has a name,
# since a script sees its caller's variables.
$runScript = '& $args[0]; $args[1].ExitCode = if ($?) { 0 } elseif ($null -eq $LASTEXITCODE) { 1 } else { $LASTEXITCODE }'

# Shows an error as PowerShell itself does at a script's end.
$showError = '[CmdletBinding()] param($ErrorRecord) $PSCmdlet.WriteError($ErrorRecord)'

function Get-UncaughtError {
    param($Caught)
    $exception = $Caught.Exception
    while ($exception.InnerException -and -not ($exception -is [System.Management.Automation.RuntimeException] -and $exception -isnot [System.Management.Automation.MethodInvocationException])) { $exception = $exception.InnerException }
    if ($exception -is [System.Management.Automation.RuntimeException]) { return $exception.ErrorRecord }
    $Caught
}

# Runs a job's script and gives its exit code.
function Invoke-Job {
    param([string]$Folder, $Runspace, $Next)
    $result = @{ ExitCode = 1 } # of an error that nothing has caught
    try {
        $prepare = [powershell]::Create().AddCommand((Join-Path $PSScriptRoot 'job.ps1')).AddParameter('Folder', $Folder)
        Invoke-InRunspace $prepare $Runspace $Next
        $script = [powershell]::Create().AddScript($script:runScript, $true).AddArgument((Join-Path $Folder '_script.ps1')).AddArgument($result)
        Invoke-InRunspace $script $Runspace $Next
    } catch {
        $show = [powershell]::Create().AddScript($script:showError, $true).AddArgument((Get-UncaughtError $_))
        Invoke-InRunspace $show $Runspace $Next
    }
    $result.ExitCode
}

# Tells whether a script has left a runspace behind. Where this PowerShell does not
# say, it has not.
function Test-RunspaceLeft {
    $list = [runspace].GetProperty('RunspaceList', [System.Reflection.BindingFlags]'NonPublic, Public, Static')
    $null -ne $list -and @($list.GetValue($null)).Count -gt 1
}

# Ends the job's part of each stream.
function Write-Mark {
    param([string]$Mark)
    $bytes = [System.Text.Encoding]::UTF8.GetBytes($Mark)
    foreach ($stream in $script:standardStreams) {
        $stream.Write($bytes, 0, $bytes.Length)
        $stream.Flush()
    }
}

$client = [System.Net.Sockets.Socket]::new('Unix', 'Stream', 'Unspecified')
$client.Connect([System.Net.Sockets.UnixDomainSocketEndPoint]::new($Socket))
$stream = [System.Net.Sockets.NetworkStream]::new($client)
$utf8 = [System.Text.UTF8Encoding]::new($false)
$reader = [System.IO.StreamReader]::new($stream, $utf8)
$writer = [System.IO.StreamWriter]::new($stream, $utf8)
$sessionState = New-JobSessionState

# The next line is asked for while a job runs: only so is the socket's end noticed.
$next = $reader.ReadLineAsync()
while ($line = $next.Result) {
    $next = $reader.ReadLineAsync()
    $order = ConvertFrom-Json -InputObject $line
    Reset-Process $order.environment
    [System.Environment]::CurrentDirectory = $order.folder
    $runspace = New-JobRunspace $sessionState
    $exitCode = Invoke-Job $order.folder $runspace $next
    $runspace.Dispose()
    Reset-Process
    Write-Mark $order.mark
    $writer.WriteLine((ConvertTo-Json -InputObject @{ exitCode = $exitCode; spent = (Test-RunspaceLeft) } -Compress))
    $writer.Flush()
}
