# The network, as far as the documents look at it. These two stand in the place of
# functions of the documents themselves, by aliases of their names: an alias wins
# over a function, also over one of the script.

function Connect-SimulatedPort {
    param([string]$HostName, [int]$Port, [int]$Seconds)
    $failure = (Invoke-Simulator @{ do = 'connect'; name = $HostName; port = $Port }).result
    if ($failure -eq 'TimedOut') { Start-Sleep -Seconds $Seconds }
    if ($failure) { $failure }
}

function Get-SimulatedAnswer {
    param([string]$Url, [int]$Seconds, [bool]$WithText)
    $answer = (Invoke-Simulator @{ do = 'get-url'; name = $Url }).result
    if ($answer.failure -eq 'TimedOut') { Start-Sleep -Seconds $Seconds }
    $text = if ($WithText) { $answer.text } else { '' }
    @{ Failure = $answer.failure; Status = $answer.status; Text = $text }
}

New-Alias -Name Connect-TcpPort -Value Connect-SimulatedPort
New-Alias -Name Get-HttpAnswer -Value Get-SimulatedAnswer
