#requires -Version 7.4
<#
.SYNOPSIS
    Makes the package: artifacts/DeepCalc, a clean module folder, and from it artifacts/DeepCalc.<version>.nupkg.
.DESCRIPTION
    Everything is compiled anew, in folders apart from those of the repository's build. The cmdlets are compiled to plain IL, which
    runs everywhere, and ahead of time for each of the platforms below.
#>
param(
    # The web address of the repository. The package links to it, to its icon and to its help pages. By default, that of the
    # clone's remote origin.
    [uri] $ProjectUri
)

$ErrorActionPreference = 'Stop'

# The platforms with code that is compiled ahead of time. docs/architecture.md gives the reasons.
$framework = 'net10.0'
$platforms = 'win-x64', 'linux-x64', 'linux-arm64', 'osx-arm64'

$root = Split-Path $PSScriptRoot
$artifacts = Join-Path $root artifacts
$module = Join-Path $artifacts DeepCalc

function Invoke-DotNet {
    # Without symbols, and without paths of this machine in any file.
    & dotnet @args --configuration Release --artifacts-path (Join-Path $artifacts build) --verbosity quiet "-p:ContinuousIntegrationBuild=true" "-p:DebugType=none" "-p:RunAnalyzersDuringBuild=false"
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $args failed with exit code $LASTEXITCODE."
    }
}

# The web address of the clone's remote origin; nothing if that is not on a host.
function Get-OriginAddress {
    $origin = & git -C $root remote get-url origin 2>$null
    if ($origin -match '^(?:https://(?:[^@/]+@)?|ssh://git@|git@)(?<host>[\w.-]+)[/:](?<path>.+?)(?:\.git)?/?$') {
        "https://$($Matches.host)/$($Matches.path)"
    }
}

# The section of the changelog for a version, or else the section Unreleased.
function Get-ReleaseNotes([string] $Version) {
    $changelog = Get-Content (Join-Path $root CHANGELOG.md) -Raw
    foreach ($heading in [regex]::Escape($Version), 'Unreleased') {
        if ($changelog -match "(?ms)^## $heading\b[^\n]*\n(.*?)(?=^## |\z)") {
            return $Matches[1].Trim()
        }
    }
}

# Adds entries to PSData, and keeps the rest of the manifest unchanged.
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

# The help project builds the cmdlets too, since it makes the help from them.
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
