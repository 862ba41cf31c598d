#requires -Version 7.4
<#
.SYNOPSIS
    Makes the package: artifacts/DeepCalc, a clean folder of the module, and of it artifacts/DeepCalc.<version>.nupkg.
.DESCRIPTION
    Everything is compiled anew, apart from what the repository's build leaves. The cmdlets are compiled twice: to plain IL, which runs
    everywhere, and ahead of time for the platforms below.
#>
param(
    # The web address of the repository: the package links to it, to the icon and to the pages of help in it. By default, it is
    # that of the clone's origin.
    [uri] $ProjectUri
)

$ErrorActionPreference = 'Stop'

# The platforms that get compiled code. docs/architecture.md says why these.
$framework = 'net10.0'
$platforms = 'win-x64', 'linux-x64', 'linux-arm64', 'osx-arm64'

$root = Split-Path $PSScriptRoot
$artifacts = Join-Path $root artifacts
$module = Join-Path $artifacts DeepCalc

function Invoke-DotNet {
    # With paths of a machine in no file, and no symbols.
    & dotnet @args --configuration Release --artifacts-path (Join-Path $artifacts build) --verbosity quiet "-p:ContinuousIntegrationBuild=true" "-p:DebugType=none" "-p:RunAnalyzersDuringBuild=false"
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $args failed with exit code $LASTEXITCODE."
    }
}

# The web address of the clone's origin; nothing where that is no host.
function Get-OriginAddress {
    $origin = & git -C $root remote get-url origin 2>$null
    if ($origin -match '^(?:https://(?:[^@/]+@)?|ssh://git@|git@)(?<host>[\w.-]+)[/:](?<path>.+?)(?:\.git)?/?$') {
        "https://$($Matches.host)/$($Matches.path)"
    }
}

# The section of the changelog about a version, or about what is not released yet.
function Get-ReleaseNotes([string] $Version) {
    $changelog = Get-Content (Join-Path $root CHANGELOG.md) -Raw
    foreach ($heading in [regex]::Escape($Version), 'Unreleased') {
        if ($changelog -match "(?ms)^## $heading\b[^\n]*\n(.*?)(?=^## |\z)") {
            return $Matches[1].Trim()
        }
    }
}

# Adds entries to PSData, and leaves the rest of the manifest as it is written.
function Add-PackageData([string] $Manifest, [System.Collections.IDictionary] $Data) {
    $lines = foreach ($key in $Data.Keys) {
        "            $key = '$($Data[$key] -replace "'", "''")'"
    }

    $start = 'PSData = @{'
    $text = Get-Content $Manifest -Raw
    if (-not $text.Contains($start)) {
        throw "$Manifest has no '$start' to add the package's data to."
    }

    Set-Content $Manifest $text.Replace($start, "$start`n$($lines -join "`n")") -NoNewline
}

if (-not (Get-Command Compress-PSResource -ErrorAction Ignore)) {
    throw 'Packing needs Compress-PSResource, which PowerShell 7.5 and later have. For an older one: Install-PSResource Microsoft.PowerShell.PSResourceGet'
}

$ProjectUri ??= Get-OriginAddress
$pages = $ProjectUri ? "$ProjectUri/blob/HEAD/docs/cmdlets/" : ''
if (-not $ProjectUri) {
    Write-Warning 'The address of the project is unknown, so that the package has no project link, no icon, and no help for Get-Help -Online. Give -ProjectUri.'
}

$module, "$artifacts/*.nupkg" | Where-Object { Test-Path $_ } | Remove-Item -Recurse -Force

# The help is made of the cmdlets, so that its project builds all that runs everywhere.
Invoke-DotNet build (Join-Path $root src/DeepCalc.Help) "-p:ModuleFolder=$module/module/" "-p:HelpFolder=$module/en-US/" "-p:HelpPagesUri=$pages"
foreach ($platform in $platforms) {
    Invoke-DotNet publish (Join-Path $root src/DeepCalc.PowerShell) "-p:ModuleFramework=$framework" --runtime $platform --no-self-contained "-p:PublishReadyToRun=true"
    $images = Join-Path $module "module/$framework/$platform"
    $null = New-Item $images -ItemType Directory -Force
    Copy-Item "$artifacts/build/publish/DeepCalc.PowerShell/release_$platform/DeepCalc.*.dll" $images
}

Get-ChildItem $root -File | Where-Object { $_.Name -eq 'LICENSE' -or $_.Name -match '^DeepCalc\..*ps(d1|m1|1xml)$' } | Copy-Item -Destination $module

$manifest = Join-Path $module DeepCalc.psd1
$version = (Import-PowerShellDataFile $manifest).ModuleVersion
$data = [ordered]@{ ReleaseNotes = Get-ReleaseNotes $version }
if ($ProjectUri) {
    $data.ProjectUri = "$ProjectUri"
    $data.IconUri = "$ProjectUri/raw/HEAD/docs/icon.png"
}

Add-PackageData $manifest $data
$null = Test-ModuleManifest $manifest
Compress-PSResource $module -DestinationPath $artifacts
Get-Item "$artifacts/DeepCalc.$version.nupkg"
