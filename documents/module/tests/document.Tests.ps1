. (Join-Path $PSScriptRoot 'assert.ps1')
. (Join-Path $PSScriptRoot '../document.ps1')
. (Join-Path $PSScriptRoot 'fakes.ps1')

$id = 'i-0123456789abcdef0'
$env:AWS_SSM_INSTANCE_ID = $id
$env:AWS_SSM_REGION_NAME = 'eu-central-1'
$labels = [System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes("{""$id"":{""owner"":""Ada"",""application"":""payroll""}}"))
$folder = "fleet/runs/2024-06/markers/Patchline-Test/1/$id"
$csv = "fleet/runs/2024-06/csv/checks/$id.csv"
$failures = [System.Collections.ArrayList]@()
$computer = @{ Broken = $false }

# An older Windows, which has the second of the modules.
function Import-Module {
    param($Name, $ErrorAction)
    if ($Name -ne 'AWSPowerShell') { throw "there is no $Name" }
    'what a module writes while it loads'
}
function Get-STSCallerIdentity { param($Region) [pscustomobject]@{ UserId = 'AIDAEXAMPLE' } }
function Write-Failure { param($Text) [void]$failures.Add($Text) }
function Get-PendingReboot { @{ Any = $true } }

function Get-CimInstance {
    param($ClassName, $OperationTimeoutSec)
    if ($computer.Broken) { throw 'WMI is broken' }
    if ($ClassName -eq 'Win32_ComputerSystem') { return [pscustomobject]@{ Domain = 'corp.example.com' } }
    [pscustomobject]@{ Version = '10.0.20348'; LastBootUpTime = $clock.Now.AddDays(-1).ToLocalTime() }
}

function Get-Item {
    param($LiteralPath)
    [pscustomobject]@{ VersionInfo = [pscustomobject]@{ ProductVersion = '3.3.1.0' } }
}

function Invoke-Test {
    param([scriptblock]$Work, [string]$RunId = '2024-06', [string]$Attempt = '1', [string]$Instances = $labels, [string]$Store = 's3://bucket/fleet', [string]$StoreRegion = 'eu-west-1')
    $s3.Objects.Clear()
    $s3.Calls.Clear()
    $failures.Clear()
    $document = @{ Name = 'Patchline-Test'; Kind = 'checks'; Store = $Store; StoreRegion = $StoreRegion; RunId = $RunId; Attempt = $Attempt; Instances = $Instances; TimeoutSeconds = 1800 }
    Invoke-Document @document -Work $Work
}

function Get-Marker {
    param([string]$Outcome)
    ConvertFrom-Json -InputObject (Get-StoredText "$folder/$Outcome.json")
}

Test-That 'a document leaves its CSV first and its marker last' {
    $code = Invoke-Test {
        param($Document)
        Add-Row $Document @{ Check = 'service'; Target = 'W3SVC'; Result = 'Passed' }
        Add-Count $Document 'passed'
        Add-Count $Document 'passed' 2
        Start-Sleep -Seconds 90
        'stray output'
    }
    Assert-Equal 0 $code
    Assert-Equal @("put bucket/$csv", "put bucket/$folder/success.json") $s3.Calls
    Assert-Equal "Ada,corp.example.com,payroll,service,W3SVC,$id,2024-06,Passed,`r`n" ((Get-StoredText $csv) -replace '^.*?\r\n')
    $marker = Get-Marker 'success'
    Assert-Equal '{"passed":3}' (ConvertTo-Json -InputObject $marker.counts -Compress)
    Assert-Equal @(1, '2024-06', 'Patchline-Test', 1, $id) @($marker.schema, $marker.run, $marker.document, $marker.attempt, $marker.instance)
    Assert-Equal @('success', 90, $true) @($marker.outcome, [int]$marker.seconds, $marker.rebootPending)
    Assert-Equal @('3.3.1.0', '10.0.20348') @($marker.agentVersion, $marker.osVersion)
    Assert-Equal $null $marker.PSObject.Properties['error']
    Assert-Equal $null $marker.PSObject.Properties['hresult']
}

Test-That 'an error ends in a marker, and in no CSV where there was no row' {
    $code = Invoke-Test { throw [System.Runtime.InteropServices.COMException]::new('the search failed', 0x80240438) }
    Assert-Equal 1 $code
    Assert-Equal @("put bucket/$folder/failure.json") $s3.Calls
    $marker = Get-Marker 'failure'
    Assert-Equal @('failure', 'the search failed', '0x80240438') @($marker.outcome, $marker.error, $marker.hresult)
    Assert-Equal @('Patchline-Test: the search failed') $failures
}

Test-That 'an error after some rows keeps them' {
    Assert-Equal 1 (Invoke-Test { param($Document) Add-Row $Document @{ Check = 'x' }; throw 'later' })
    Assert-Equal $true $s3.Objects.ContainsKey($csv)
    Assert-Equal 'later' (Get-Marker 'failure').error
}

Test-That 'a document without rows lists nothing, and says so' {
    Assert-Equal 0 (Invoke-Test { })
    Assert-Equal "OwnerName,Domain,Application,Check,Target,InstanceId,RunId,Result,Detail`r`n" (Get-StoredText $csv)
}

Test-That 'an error of PowerShell itself is trapped too' {
    Assert-Equal 1 (Invoke-Test { $null.Method() })
    Assert-Equal 'You cannot call a method on a null-valued expression.' (Get-Marker 'failure').error
    Assert-Equal 1 (Invoke-Test { [int]::Parse('x') })
    Assert-Equal $null (Get-Marker 'failure').PSObject.Properties['hresult']
}

Test-That 'a long error is cut off' {
    [void](Invoke-Test { throw 'x' * 5000 })
    Assert-Equal 2000 (Get-Marker 'failure').error.Length
}

Test-That 'a CSV that S3 refuses makes it a failure' {
    $s3.Refusals.AddRange(@('AccessDenied', 'AccessDenied', 'AccessDenied', 'AccessDenied'))
    Assert-Equal 1 (Invoke-Test { })
    Assert-Equal 'the CSV checks could not be written to the store: AccessDenied' (Get-Marker 'failure').error
}

Test-That 'the first error is the one that counts' {
    $s3.Refusals.AddRange(@('AccessDenied', 'AccessDenied', 'AccessDenied', 'AccessDenied'))
    Assert-Equal 1 (Invoke-Test { param($Document) Add-Row $Document @{ Check = 'x' }; throw 'first' })
    Assert-Equal 'first' (Get-Marker 'failure').error
}

Test-That 'a marker that S3 refuses is told on standard error' {
    $s3.Refusals.AddRange(@('', 'SlowDown', 'SlowDown', 'SlowDown', 'SlowDown'))
    Assert-Equal 1 (Invoke-Test { })
    Assert-Equal @('Patchline-Test: the marker could not be written to the store: SlowDown') $failures
}

Test-That 'labels that can not be read are a failure with a marker' {
    Assert-Equal 1 (Invoke-Test { } -Instances 'e30=')
    Assert-Equal "parameter Instances has no entry for $id" (Get-Marker 'failure').error
}

Test-That 'parameters that say where the marker goes are checked first' {
    Assert-Equal 1 (Invoke-Test { } -Store 's3://Bucket')
    Assert-Equal 1 (Invoke-Test { } -RunId '../x')
    Assert-Equal "Patchline-Test: parameter RunId: '../x' is not a run's id" $failures[0]
    Assert-Equal 1 (Invoke-Test { } -Attempt '0')
    Assert-Equal 1 (Invoke-Test { } -StoreRegion 'Frankfurt')
    Assert-Equal "Patchline-Test: parameter StoreRegion: 'Frankfurt' is not a Region's code" $failures[0]
    Assert-Equal 0 $s3.Calls.Count
}

Test-That 'S3 is called in the Region of the store, which may be another than the instance''s' {
    $s3.Region = 'us-east-1'
    Assert-Equal 0 (Invoke-Test { } -StoreRegion 'us-east-1')
    Assert-Equal 1 (Invoke-Test { } -StoreRegion 'eu-central-1')
    Assert-Equal 'Patchline-Test: the marker could not be written to the store: PermanentRedirect' $failures[0]
    $s3.Region = 'eu-west-1'
}

Test-That 'a store without a prefix has none in its keys' {
    Assert-Equal 0 (Invoke-Test { } -Store 's3://bucket/')
    Assert-Equal $true $s3.Objects.ContainsKey("runs/2024-06/csv/checks/$id.csv")
}

Test-That 'without WMI there is still a marker, without what only WMI knows' {
    $computer.Broken = $true
    Assert-Equal 0 (Invoke-Test { })
    Assert-Equal $null (Get-Marker 'success').PSObject.Properties['bootTime']
}

Test-That 'what is no EC2 instance is refused' {
    $env:AWS_SSM_INSTANCE_ID = 'mi-0123456789abcdef0'
    Assert-Equal 1 (Invoke-Test { })
    Assert-Equal "Patchline-Test: AWS_SSM_INSTANCE_ID is 'mi-0123456789abcdef0', and no EC2 instance" $failures[0]
}
