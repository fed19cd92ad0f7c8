# How every document runs. These are statements, not functions: they take effect
# where this part is dot-sourced.

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

# A progress bar costs more than the download that it shows, and the SSM agent
# keeps it as garbage among the output.
$ProgressPreference = 'SilentlyContinue'

# A German Windows writes 1,5 and 30.06.2024. What a document writes is read by
# programs.
[System.Threading.Thread]::CurrentThread.CurrentCulture = [System.Globalization.CultureInfo]::InvariantCulture
