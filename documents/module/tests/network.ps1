# Asks servers of a test for what the documents ask the network for, with nothing in
# the place of .NET, and writes what came of it. Each order is one of
#   connect HOST PORT
#   get URL [text]
param([Parameter(Mandatory = $true)][string]$Orders, [int]$Seconds)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
. (Join-Path $PSScriptRoot '../checkports.ps1')
. (Join-Path $PSScriptRoot '../checkurls.ps1')

foreach ($order in $Orders.Split(';')) {
    $words = @($order.Split(' '))
    if ($words[0] -eq 'connect') {
        "connect [$(Connect-TcpPort $words[1] ([int]$words[2]) $Seconds)]"
        continue
    }
    $answer = Get-HttpAnswer $words[1] $Seconds ($words.Count -gt 2)
    if ($answer.Failure) { "get [$($answer.Failure)]" } else { "get $($answer.Status) [$($answer.Text.Length)] [$($answer.Text.Substring(0, [math]::Min(20, $answer.Text.Length)))]" }
}
