# TCP ports.

. (Join-Path $PSScriptRoot 'networkfailure.ps1')

function Test-Port {
    <#
    .SYNOPSIS
    Whether a port takes a connection.
    #>
    param([hashtable]$Check, [int]$Seconds)
    $failure = Connect-TcpPort $Check.HostName $Check.Port $Seconds
    $Check.Passed = -not $failure
    $Check.Detail = if ($failure -eq 'TimedOut') { "no connection in $Seconds s" } elseif ($failure) { $failure } else { 'open' }
}

function Connect-TcpPort {
    <#
    .SYNOPSIS
    Connects to a port, and says what went wrong as SocketError names it; nothing
    for a connection, which is closed at once.
    #>
    param([string]$HostName, [int]$Port, [int]$Seconds)
    $client = New-Object -TypeName System.Net.Sockets.TcpClient
    try {
        # Connect itself waits as long as Windows likes: 21 seconds.
        $connecting = $client.BeginConnect($HostName, $Port, $null, $null)
        if (-not $connecting.AsyncWaitHandle.WaitOne($Seconds * 1000)) { return 'TimedOut' }
        $client.EndConnect($connecting)
    } catch {
        Get-NetworkFailure $_.Exception
    } finally {
        $client.Close()
    }
}
