# What PSScriptAnalyzer looks at in the documents, on a Windows that has it:
#   Invoke-ScriptAnalyzer -Path documents -Recurse -Settings documents/PSScriptAnalyzerSettings.psd1
@{
    Severity     = 'Error', 'Warning'
    ExcludeRules = @(
        # A part of the module has variables that the parts which take it in use.
        'PSUseDeclaredVarsMoreThanAssignments'
        # New-, Set- and Stop- functions here make objects, note things and end what
        # they began: nobody is there to ask.
        'PSUseShouldProcessForStateChangingFunctions'
        # Script blocks take parameters that are theirs by agreement.
        'PSReviewUnusedParameter'
        # In the tests functions stand in the place of cmdlets: that is how Windows is
        # replaced.
        'PSAvoidOverwritingBuiltInCmdlets'
    )
    Rules        = @{
        PSUseCompatibleSyntax      = @{ Enable = $true; TargetVersions = '5.1', '7.0' }
        PSUseConsistentIndentation = @{ Enable = $true; IndentationSize = 4; Kind = 'space' }
        PSPlaceOpenBrace           = @{ Enable = $true; OnSameLine = $true }
        PSAvoidLongLines           = @{ Enable = $true; MaximumLineLength = 200 }
    }
}
