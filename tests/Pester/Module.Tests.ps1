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

    It 'has the version of its assemblies' {
        $assembly = [DeepCalc.Layer].Assembly.GetName().Version
        (Get-Module DeepCalc).Version | Should -Be "$($assembly.Major).$($assembly.Minor).$($assembly.Build)"
    }

    It 'makes a network of a layer, whose layers answer one by one' {
        $layer = New-InputLayer 8,8,3 | New-ConvLayer 4 3 | New-ActivationLayer relu
        $network = [DeepCalc.Network]::new($layer)
        $network.Layers.Kind | Should -Be 'InputLayer', 'Conv2D', 'Activation'
        $network.Layers[2].Storage().Overwrites | Should -Be 0
        $network.ConsumersOf($network.Layers[1]).Kind | Should -Be 'Activation'
    }

    Context 'in a folder of its own' {
        BeforeEach {
            $script:root = Split-Path $manifest
            $script:folder = New-Item (Join-Path $TestDrive "a folder $([guid]::NewGuid())") -ItemType Directory
            Copy-Item (Join-Path $root DeepCalc.*) $folder -Include *.psd1, *.psm1, *.ps1xml
            $script:copy = Join-Path $folder DeepCalc.psd1

            # A session of its own, where the module has not been loaded from elsewhere.
            function Get-ImportedFolder {
                $session = [powershell]::Create()
                try {
                    $session.AddScript({
                            param($path)
                            $ErrorActionPreference = 'Stop'
                            Import-Module $path
                            Import-Module $path
                            Import-Module $path -Force
                            (New-InputLayer 8 | Measure-Parameter).Parameters | Out-Null
                            Split-Path (Get-Module DeepCalc).NestedModules[0].Path
                        }).AddArgument($copy).Invoke()
                }
                finally { $session.Dispose() }
            }
        }

        It 'says to build if nothing is built' {
            { Import-Module $copy } | Should -Throw "DeepCalc is not built yet. Build it with $([System.IO.Path]::Combine($folder, 'build.ps1')), then import it again."
        }

        It 'is imported again and again, from files that cannot be written' {
            Copy-Item (Join-Path $root module) $folder -Recurse
            Get-ChildItem $folder -Recurse -File | ForEach-Object { $_.IsReadOnly = $true }
            try { Get-ImportedFolder | Should -Be (Join-Path $folder module net8.0) }
            finally { Get-ChildItem $folder -Recurse -File | ForEach-Object { $_.IsReadOnly = $false } }
        }

        It 'takes code compiled ahead of time for its platform, if there is any' {
            $framework = "net$([Environment]::Version.Major).0"
            $rid = [System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
            $ahead = New-Item (Join-Path $folder module $framework $rid) -ItemType Directory
            Copy-Item (Join-Path $root module net8.0 *) $ahead
            Get-ImportedFolder | Should -Be $ahead.FullName
        }

        It 'takes the IL if the code compiled ahead of time is for another platform' {
            Copy-Item (Join-Path $root module) $folder -Recurse
            New-Item (Join-Path $folder module "net$([Environment]::Version.Major).0" another-platform) -ItemType Directory
            Get-ImportedFolder | Should -Be (Join-Path $folder module net8.0)
        }
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
