# Why a connection or a request came to nothing.

function Get-NetworkFailure {
    <#
    .SYNOPSIS
    Gives a short name that is the same in every language of Windows, or else the
    exception's own text.
    .DESCRIPTION
    SocketError's name, such as ConnectionRefused; UntrustedCertificate for TLS that
    came to nothing; of .NET Framework's WebException, which has no inner exception
    for some, its WebExceptionStatus.
    #>
    param([System.Exception]$Exception)
    $status = ''
    for ($inner = $Exception; $null -ne $inner; $inner = $inner.InnerException) {
        if ($inner -is [System.Net.Sockets.SocketException]) { return [string]$inner.SocketErrorCode }
        if ($inner -is [System.Security.Authentication.AuthenticationException]) { return 'UntrustedCertificate' }
        if ($inner -is [System.Net.WebException]) { $status = [string]$inner.Status }
        $last = $inner
    }
    switch ($status) {
        '' { $last.Message }
        'NameResolutionFailure' { 'HostNotFound' }
        'Timeout' { 'TimedOut' }
        'TrustFailure' { 'UntrustedCertificate' }
        default { $status }
    }
}
