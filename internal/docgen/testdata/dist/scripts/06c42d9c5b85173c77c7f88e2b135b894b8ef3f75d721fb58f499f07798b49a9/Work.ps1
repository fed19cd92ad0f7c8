# Work.
function Write-Store {
    param($Text)
    Write-Output $Text
}

Write-Store 'work'
