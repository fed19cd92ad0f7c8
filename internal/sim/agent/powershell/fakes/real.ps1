# The cmdlets behind the functions that bear their names. Their modules' names are
# not the same in every PowerShell.

function Get-RealCmdlet {
    param([string]$Name)
    $ExecutionContext.InvokeCommand.GetCommand($Name, 'Cmdlet')
}
