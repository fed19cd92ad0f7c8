# A document's frame: it finds out who and where this is, does the work, traps
# whatever goes wrong, and leaves first the CSV, then the marker.

. (Join-Path $PSScriptRoot 'settings.ps1')
. (Join-Path $PSScriptRoot 'clock.ps1')
. (Join-Path $PSScriptRoot 'log.ps1')
. (Join-Path $PSScriptRoot 'errors.ps1')
. (Join-Path $PSScriptRoot 'labels.ps1')
. (Join-Path $PSScriptRoot 'csv.ps1')
. (Join-Path $PSScriptRoot 's3.ps1')
. (Join-Path $PSScriptRoot 'identity.ps1')
. (Join-Path $PSScriptRoot 'computer.ps1')
. (Join-Path $PSScriptRoot 'rows.ps1')
. (Join-Path $PSScriptRoot 'marker.ps1')

# What a document keeps of its step's time-out for its CSV and its marker.
$DeadlineReserve = New-TimeSpan -Minutes 5

function Invoke-Document {
    <#
    .SYNOPSIS
    Runs a document and gives its exit code: 0, or 1 for a failure. It is never
    3010, at which the SSM agent would reboot the instance.
    .PARAMETER Kind
    The CSV that the document writes; nothing for none.
    .PARAMETER Work
    What the document does. It gets the document, adds rows and counts to it, and
    throws where it fails. What it writes to the pipeline is dropped.
    #>
    param(
        [string]$Name, [string]$Kind = '', [string]$Store, [string]$StoreRegion, [string]$RunId, [string]$Attempt,
        [string]$Instances, [int]$TimeoutSeconds, [scriptblock]$Work
    )
    $Document = @{
        Name = $Name; Kind = $Kind; Started = Get-UtcNow; TimeoutSeconds = $TimeoutSeconds
        Rows = [System.Collections.ArrayList]@(); Counts = @{}; Error = ''; HResult = ''
        Computer = Get-Computer
        # Gives the rows to write. Work puts another in its place where earlier
        # attempts of the run have part in the CSV.
        Merge = { param($Document) , $Document.Rows }
    }
    $Document.Deadline = $Document.Started.AddSeconds($TimeoutSeconds) - $DeadlineReserve
    try {
        # Nothing may get out of here but the exit code: of two values `exit` makes 0.
        [void](Initialize-Document $Document $Store $StoreRegion $RunId $Attempt)
    } catch {
        # There is nowhere to write a marker to.
        Write-Failure "${Name}: $($_.Exception.Message)"
        return 1
    }
    try {
        $Document.Labels = Read-Label $Instances $Document.InstanceId
        [void](& $Work $Document)
    } catch {
        [void](Set-Failure $Document $_)
    }
    [void](Complete-Document $Document)
    $Document.ExitCode
}

function Initialize-Document {
    <#
    .SYNOPSIS
    Finds out where the marker goes.
    #>
    param($Document, [string]$Store, [string]$StoreRegion, [string]$RunId, [string]$Attempt)
    if ($Store -cnotmatch '^s3://(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(/(?<prefix>[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*))?/?$') {
        throw "parameter Store: '$Store' is not a store's URL, such as s3://bucket/prefix"
    }
    $Document.Bucket = $Matches['bucket']
    $Document.Prefix = if ($Matches.ContainsKey('prefix')) { $Matches['prefix'] } else { '' }
    if ($StoreRegion -cnotmatch '^[a-z]{2,4}(-[a-z]+){1,3}-[0-9]{1,2}$') {
        throw "parameter StoreRegion: '$StoreRegion' is not a Region's code"
    }
    $Document.StoreRegion = $StoreRegion
    if ($RunId -cnotmatch '^[a-z0-9][a-z0-9-]{0,62}$') { throw "parameter RunId: '$RunId' is not a run's id" }
    $Document.RunId = $RunId
    if ($Attempt -notmatch '^[1-9][0-9]{0,3}$') { throw "parameter Attempt: '$Attempt' is not 1 or more" }
    $Document.Attempt = [int]$Attempt
    # The agent gives both, so that no metadata service is needed.
    $Document.InstanceId = $env:AWS_SSM_INSTANCE_ID
    $Document.Region = $env:AWS_SSM_REGION_NAME
    if ($Document.InstanceId -cnotmatch '^i-([0-9a-f]{8}|[0-9a-f]{17})$') {
        throw "AWS_SSM_INSTANCE_ID is '$($Document.InstanceId)', and no EC2 instance"
    }
    Import-AwsModule
    $Document.Identity = Get-Identity $Document.InstanceId $Document.Region
}

function Complete-Document {
    <#
    .SYNOPSIS
    Writes the CSV and the marker, and decides on the exit code.
    #>
    param($Document)
    try {
        # A CSV without rows says that there was nothing to list. A document that
        # failed before it had a row can't say that.
        if ($Document.Kind -and -not ($Document.Error -and $Document.Rows.Count -eq 0)) { Write-Csv $Document }
    } catch {
        Set-Failure $Document $_
    }
    $Document.ExitCode = [int][bool]$Document.Error
    try {
        Write-Marker $Document
    } catch {
        Write-Failure "$($Document.Name): $($_.Exception.Message)"
        $Document.ExitCode = 1
    }
    $counts = foreach ($name in $Document.Counts.Keys | Sort-Object) { ", $name $($Document.Counts[$name])" }
    Write-Log "$($Document.Name): $(Get-Outcome $Document)$(-join $counts)"
    if ($Document.Error) { Write-Failure "$($Document.Name): $($Document.Error)" }
}

function Write-Csv {
    <#
    .SYNOPSIS
    Writes the document's CSV to the store.
    #>
    param($Document)
    $text = ConvertTo-CsvText $Document.Kind (& $Document.Merge $Document)
    Write-StoreObject $Document (Get-CsvKey $Document $Document.Kind) $text "the CSV $($Document.Kind)"
}
