# The application's checks, from the parameters to the rows. It runs in the
# document's own process; what may hang gets one of its own.

. (Join-Path $PSScriptRoot '../../module/checklist.ps1')
. (Join-Path $PSScriptRoot '../../module/checkrounds.ps1')

function Test-Application {
    <#
    .SYNOPSIS
    Runs the checks that the document's parameters ask for, and throws where some do
    not pass.
    #>
    param($Document, [hashtable]$Wanted)
    # Every parameter is read before anything is checked.
    $settings = @{
        # One that begins right before the deadline ends before the step's time-out.
        CheckSeconds  = ConvertTo-Number 'CheckSeconds' $Wanted.CheckSeconds 1 120
        ScriptSeconds = ConvertTo-Number 'ScriptSeconds' $Wanted.ScriptSeconds 1 1200
        Retries       = ConvertTo-Number 'Retries' $Wanted.Retries 0 99
        RetrySeconds  = ConvertTo-Number 'RetrySeconds' $Wanted.RetrySeconds 1 300
        Ignored       = @(ConvertTo-IgnoredEvent $Wanted.IgnoredEvents)
    }
    $others = @(
        ConvertTo-PortCheck $Wanted.TcpPorts
        ConvertTo-UrlCheck $Wanted.Urls
        ConvertTo-ProcessCheck $Wanted.Processes
        ConvertTo-ScriptCheck $Wanted.Script
    )
    $logs = @(ConvertTo-EventCheck $Wanted.EventLogs)
    $first = @(ConvertTo-ServiceCheck $Wanted.Services) + $others
    if ($first.Count + $logs.Count -eq 0) { throw 'there is nothing to check' }
    Invoke-CheckRound $Document $first $settings
    # Last, so that they have the errors of the time until then.
    Invoke-CheckRound $Document $logs $settings
    Complete-Check $Document ($first + $logs)
}
