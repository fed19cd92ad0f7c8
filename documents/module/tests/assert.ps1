# What the tests are written with. Each test writes one line: "ok" or "FAIL" and its
# name, and what was wrong.

function Test-That {
    param([string]$Sentence, [scriptblock]$Body)
    try {
        [void](. $Body)
        "ok $Sentence"
    } catch {
        "FAIL ${Sentence}: $($_.Exception.Message -replace '\s+', ' ') (line $($_.InvocationInfo.ScriptLineNumber))"
    }
}

function Assert-Equal {
    param($Want, $Got)
    $shownWant = ConvertTo-Json -InputObject $Want -Compress -Depth 5
    $shownGot = ConvertTo-Json -InputObject $Got -Compress -Depth 5
    if ($shownWant -cne $shownGot) { throw "want $shownWant, got $shownGot" }
}

function Assert-Throw {
    param([string]$Want, [scriptblock]$Call)
    try {
        [void](& $Call)
    } catch {
        if ($_.Exception.Message -cne $Want) { throw "want the error '$Want', got '$($_.Exception.Message)'" }
        return
    }
    throw "want the error '$Want', and there was none"
}
