# The way to the simulator: a Unix socket, one request and one answer a
# connection, each a line of JSON. request.go lists the requests.
# $script:channel is the socket's path.

# Asks, and gives the whole answer: its error is $null, or has a code and a message.
function Invoke-Simulator {
    param([hashtable]$Request)
    $socket = [System.Net.Sockets.Socket]::new('Unix', 'Stream', 'Unspecified')
    try {
        $socket.Connect([System.Net.Sockets.UnixDomainSocketEndPoint]::new($script:channel))
        $stream = [System.Net.Sockets.NetworkStream]::new($socket)
        $utf8 = [System.Text.UTF8Encoding]::new($false)
        $line = $utf8.GetBytes((ConvertTo-Json -InputObject $Request -Compress -Depth 4) + "`n")
        $stream.Write($line, 0, $line.Length)
        $answer = [System.IO.StreamReader]::new($stream, $utf8).ReadLine()
    } finally {
        $socket.Dispose()
    }
    if (-not $answer) { throw [System.InvalidOperationException]::new('The simulator gave no answer: the job is over.') }
    ConvertFrom-Json -InputObject $answer
}

# Asks for a part of the instance's state.
function Get-Simulated {
    param([string]$Part)
    (Invoke-Simulator @{ do = $Part }).result
}

# A moment of an answer, in UTC. ConvertFrom-Json of PowerShell 7 makes dates of
# texts, that of 5.1 does not.
function ConvertTo-Moment {
    param($Value)
    if ($Value -is [datetime]) { return $Value.ToUniversalTime() }
    [datetime]::Parse($Value, [cultureinfo]::InvariantCulture, [System.Globalization.DateTimeStyles]'AssumeUniversal, AdjustToUniversal')
}
