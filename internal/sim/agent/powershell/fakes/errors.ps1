# Errors as a cmdlet reports them. A function of a module does not see its
# caller's $ErrorActionPreference, as a cmdlet does: it has to ask for it.

function Get-CallerErrorAction {
    param($Cmdlet)
    $bound = $Cmdlet.MyInvocation.BoundParameters
    if ($bound.ContainsKey('ErrorAction')) { return $bound['ErrorAction'] }
    $Cmdlet.GetVariableValue('ErrorActionPreference')
}

# Reports a non-terminating error, which the caller's preference may turn into a
# terminating one.
function Write-CmdletError {
    param($Cmdlet, [string]$Message, [string]$Id, [string]$Category, $Target)
    $ErrorActionPreference = Get-CallerErrorAction $Cmdlet
    $exception = [System.InvalidOperationException]::new($Message)
    $Cmdlet.WriteError([System.Management.Automation.ErrorRecord]::new($exception, $Id, $Category, $Target))
}
