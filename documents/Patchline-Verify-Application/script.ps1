# Patchline document: Patchline-Verify-Application
<#
.SYNOPSIS
Runs the application's own checks.
.DESCRIPTION
Services, TCP ports, URLs, processes and a script of the store are checked in
rounds until they pass or no retry is left: an application takes minutes to come
up after a boot. Then the event logs are looked at. Every check is one row of the
CSV. All of them pass, or the document fails.
.PARAMETER Services
An asterisk leaves out those that Windows starts at an event. There are others that
end by themselves, such as browsers' updaters: name the application's own services
where the instance has one.
.PARAMETER Script
Its exit code (or that of the last program that it has run) must be 0, and it must
throw nothing. It is run anew in each round until it passes.
.PARAMETER Urls
A certificate must be one that Windows trusts, for the host's name. A redirection
is no success: it is not followed, so that nobody leads a check elsewhere.
#>
[CmdletBinding()]
param(
    [string]$Store = '',
    [string]$StoreRegion = '',
    [string]$RunId = '',
    [string]$Attempt = '',
    [string]$Instances = '',
    [string]$Services = '*',
    [string]$TcpPorts = '',
    [string]$Urls = '',
    [string]$Processes = '',
    [string]$EventLogs = '',
    [string]$IgnoredEvents = '',
    [string]$Script = '',
    [string]$CheckSeconds = '10',
    [string]$ScriptSeconds = '300',
    [string]$Retries = '9',
    [string]$RetrySeconds = '20',
    [int]$TimeoutSeconds = 1800
)
. (Join-Path $PSScriptRoot '../module/document.ps1')
. (Join-Path $PSScriptRoot '../module/scripts.ps1')

$document = @{
    Name           = 'Patchline-Verify-Application'
    Kind           = 'checks'
    Store          = $Store
    StoreRegion    = $StoreRegion
    RunId          = $RunId
    Attempt        = $Attempt
    Instances      = $Instances
    TimeoutSeconds = $TimeoutSeconds
}
exit (Invoke-Document @document -Work {
        param($Document)
        . ([scriptblock]::Create((Read-PinnedScript $Document 'Test-Application.ps1' 'sha256 of scripts/Test-Application.ps1')))
        Test-Application $Document @{
            Services      = $Services
            TcpPorts      = $TcpPorts
            Urls          = $Urls
            Processes     = $Processes
            EventLogs     = $EventLogs
            IgnoredEvents = $IgnoredEvents
            Script        = $Script
            CheckSeconds  = $CheckSeconds
            ScriptSeconds = $ScriptSeconds
            Retries       = $Retries
            RetrySeconds  = $RetrySeconds
        }
    })
