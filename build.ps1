#requires -Version 7.4
<#
.SYNOPSIS
    Builds the module, so that Import-Module ./DeepCalc.psd1 works from here; tests and packs on request.
.EXAMPLE
    ./build.ps1
    Builds the cmdlets and their help.
.EXAMPLE
    ./build.ps1 -Task Test
    Builds everything and runs all tests, those in Pester files among them.
.EXAMPLE
    ./build.ps1 -Task Package -ProjectUri https://github.com/OWNER/NAME
    Makes artifacts/DeepCalc and, for the PowerShell Gallery, artifacts/DeepCalc.VERSION.nupkg.
.EXAMPLE
    ./build.ps1 -Task TestPackage
    Installs that package in a folder of its own and uses it.
#>
param(
    [ValidateSet('Build', 'Test', 'Package', 'TestPackage', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # The web address that the package links to. By default, it is that of the clone's origin.
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
        # The help is made of the cmdlets, so that its project builds all that the module has.
        Invoke-DotNet build (Join-Path $PSScriptRoot 'src/DeepCalc.Help') --configuration $Configuration -p:RunAnalyzersDuringBuild=false
    }
    'Test' {
        Invoke-DotNet test $solution --configuration $Configuration
    }
    'Package' {
        & (Join-Path $PSScriptRoot build/Package.ps1) -ProjectUri $ProjectUri
    }
    'TestPackage' {
        Invoke-DotNet test (Join-Path $PSScriptRoot tests/DeepCalc.Package.Tests) --configuration $Configuration -p:TestsPackage=true
    }
    'Clean' {
        Invoke-DotNet clean $solution --configuration $Configuration
        'module', 'en-US', 'artifacts' | ForEach-Object { Join-Path $PSScriptRoot $_ } | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force
    }
}
