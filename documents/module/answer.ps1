# How long a document waits for the Windows Update Agent.

. (Join-Path $PSScriptRoot 'clock.ps1')

# A search that finds its server takes a minute or two, and ten on a small instance.
$AnswerMinutes = 20

function Get-AnswerEnd {
    <#
    .SYNOPSIS
    Gives the moment at which a question that is asked now is given up.
    #>
    param($Document)
    $end = (Get-UtcNow).AddMinutes($AnswerMinutes)
    if ($Document.Deadline -lt $end) { $Document.Deadline } else { $end }
}

function Get-NoAnswer {
    <#
    .SYNOPSIS
    Says that a question was given up.
    #>
    param([string]$What)
    "$What gave no answer in $AnswerMinutes minutes, and was given up"
}
