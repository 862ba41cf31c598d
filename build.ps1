#requires -Version 7.4
<#
.SYNOPSIS
    Builds the module, so that Import-Module ./DeepCalc.psd1 works; also tests it and makes the package.
.EXAMPLE
    ./build.ps1
    Builds the cmdlets and their help.
.EXAMPLE
    ./build.ps1 -Task Test
    Builds everything and runs all tests, the Pester tests included.
.EXAMPLE
    ./build.ps1 -Task Update
    Renews everything that is made from the code: the manifest's exports, tables in README and docs, the pages of the cmdlets, the
    about topic, the public API. A test fails for each that is out of date.
.EXAMPLE
    ./build.ps1 -Task Package -ProjectUri https://github.com/OWNER/NAME
    Makes artifacts/DeepCalc and, for the PowerShell Gallery, artifacts/DeepCalc.VERSION.nupkg.
.EXAMPLE
    ./build.ps1 -Task TestPackage
    Installs that package into an empty folder and tests it there.
#>
param(
    [ValidateSet('Build', 'Test', 'Update', 'Package', 'TestPackage', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # The web address that the package links to. By default, that of the clone's remote origin.
    [uri] $ProjectUri
)

$ErrorActionPreference = 'Stop'
$solution = Join-Path $PSScriptRoot 'DeepCalc.sln'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $args failed with exit code $LASTEXITCODE."
    }
}

switch ($Task) {
    'Build' {
        # The help project builds the cmdlets too, since it makes the help from them.
        Invoke-DotNet build (Join-Path $PSScriptRoot 'src/DeepCalc.Help') --configuration $Configuration '-p:RunAnalyzersDuringBuild=false'
    }
    'Test' {
        Invoke-DotNet test $solution --configuration $Configuration
    }
    'Update' {
        $env:DEEPCALC_UPDATE_DOCS = '1'
        try {
            'DeepCalc.Core.Tests', 'DeepCalc.Help.Tests' | ForEach-Object {
                Invoke-DotNet test (Join-Path $PSScriptRoot tests $_) --configuration $Configuration '-p:RunAnalyzersDuringBuild=false' --filter Category=MadeFromCode
            }
        }
        finally {
            $env:DEEPCALC_UPDATE_DOCS = $null
        }
    }
    'Package' {
        & (Join-Path $PSScriptRoot build/Package.ps1) -ProjectUri $ProjectUri
    }
    'TestPackage' {
        Invoke-DotNet test (Join-Path $PSScriptRoot tests/DeepCalc.Package.Tests) --configuration $Configuration '-p:TestsPackage=true'
    }
    'Clean' {
        Invoke-DotNet clean $solution --configuration $Configuration
        'module', 'en-US', 'artifacts' | ForEach-Object { Join-Path $PSScriptRoot $_ } | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force
    }
}
