# What a document says while it works. The SSM agent keeps the first 24,000
# characters of either stream.

function Write-Log {
    <#
    .SYNOPSIS
    Writes a line to standard output, past the pipeline: it never becomes a
    function's result.
    #>
    param([string]$Text)
    Write-Information -MessageData $Text -InformationAction Continue
}

function Write-Failure {
    <#
    .SYNOPSIS
    Writes a line to standard error. Unlike Write-Error it ends nothing.
    #>
    param([string]$Text)
    $Host.UI.WriteErrorLine($Text)
}
