#requires -Version 7.4
<#
.SYNOPSIS
    Builds DeepCalc, so that Import-Module ./DeepCalc.psd1 works from here; tests it on request.
.EXAMPLE
    ./build.ps1
.EXAMPLE
    ./build.ps1 -Task Test
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
    'Clean' {
        Invoke-DotNet clean $solution --configuration $Configuration
        'module', 'en-US' | ForEach-Object { Join-Path $PSScriptRoot $_ } | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force
    }
    'Build' {
        Invoke-DotNet build $solution --configuration $Configuration
    }
    'Test' {
        Invoke-DotNet test $solution --configuration $Configuration
        if (-not (Get-Module Pester -ListAvailable | Where-Object Version -ge '5.0')) {
            throw 'The Pester files need Pester 5 or later: Install-Module Pester -MinimumVersion 5.0'
        }

        # In a process of its own, so that the assemblies are not held when the next build wants to replace them.
        $tests = Join-Path $PSScriptRoot 'tests/Pester'
        & (Get-Process -Id $PID).Path -NoProfile -Command @"
            Import-Module Pester -MinimumVersion 5.0
            `$configuration = New-PesterConfiguration
            `$configuration.Run.Path = '$tests'
            `$configuration.Run.Exit = `$true
            `$configuration.Output.Verbosity = 'Detailed'
            Invoke-Pester -Configuration `$configuration
"@
        if ($LASTEXITCODE -ne 0) {
            throw "$LASTEXITCODE Pester tests failed."
        }
    }
}
