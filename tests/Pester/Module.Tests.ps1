BeforeAll {
    $script:manifest = Join-Path $PSScriptRoot '../../DeepCalc.psd1'
    Import-Module $manifest -Force
}

Describe 'The module' {
    It 'has a valid manifest for PowerShell 7.4 and later' {
        $module = Test-ModuleManifest $manifest
        $module.CompatiblePSEditions | Should -Be 'Core'
        $module.PowerShellVersion | Should -Be '7.4'
    }

    It 'uses approved verbs only' {
        Import-Module $manifest -Force -WarningVariable warnings 3>$null
        $warnings | Should -BeNullOrEmpty
        Get-Command -Module DeepCalc -CommandType Cmdlet | Where-Object Verb -notin (Get-Verb).Verb | Should -BeNullOrEmpty
    }

    It 'can be removed and imported again' {
        Remove-Module DeepCalc
        Get-Command New-ConvLayer -ErrorAction Ignore -Module DeepCalc | Should -BeNullOrEmpty
        Import-Module $manifest
        (New-InputLayer 4 | Get-OutputShape).OutputShape | Should -Be '4'
    }

    It 'works in several runspaces at once' {
        $parameters = 1..8 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:manifest
            (New-InputLayer 32, 32, 3 | New-ConvLayer $_ 3 | Measure-Parameter).Parameters
        }

        $parameters | Sort-Object | Should -Be (1..8 | ForEach-Object { 28 * $_ })
    }

    It 'measures layers made in another runspace' {
        $layers = 1..4 | ForEach-Object -Parallel { Import-Module $using:manifest; New-InputLayer 8, 8, 3 | New-ConvLayer $_ 3 }
        ($layers | Measure-Network | Measure-Object Parameters -Sum).Sum | Should -Be 280
    }

    It 'has help with examples for <_>' -ForEach @(
        'New-InputLayer', 'New-ConvLayer', 'New-PoolLayer', 'New-AddLayer', 'Measure-Network', 'Measure-ReceptiveField',
        'Show-Calculation', 'Find-Padding') {
        $help = Get-Help $_ -Full
        $help.Synopsis | Should -Match '\w+ \w+'
        $help.examples.example.Count | Should -BeGreaterOrEqual 1
    }

    It 'explains itself in about_DeepCalc' {
        Get-Help about_DeepCalc | Out-String | Should -Match 'New-InputLayer'
    }
}
