#requires -Version 7.4
<#
.SYNOPSIS
    Builds the module, so that Import-Module ./DeepCalc.psd1 works from here; tests everything on request.
.EXAMPLE
    ./build.ps1
    Builds the cmdlets and their help.
.EXAMPLE
    ./build.ps1 -Task Test
    Builds everything and runs all tests, those in Pester files among them.
#>
param(
    [ValidateSet('Build', 'Test', 'Clean')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
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
    'Clean' {
        Invoke-DotNet clean $solution --configuration $Configuration
        'module', 'en-US' | ForEach-Object { Join-Path $PSScriptRoot $_ } | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force
    }
}
