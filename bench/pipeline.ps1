#requires -Version 7.4
# Measures the time that DeepCalc takes in pwsh: a pipeline of many stages beside the same pipeline of empty binary
# cmdlets, and Import-Module beside the import of an empty binary module. Build first: ./build.ps1 -Configuration Release
param(
    [int[]] $Stages = @(10, 50, 150, 300),
    [int] $Repeats = 60
)

$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot
$empty = Join-Path $PSScriptRoot 'EmptyModule/bin/Release/net8.0/EmptyModule.dll'
$deepCalc = Join-Path $root 'DeepCalc.psd1'
if (-not (Test-Path $empty)) {
    dotnet build (Join-Path $PSScriptRoot 'EmptyModule') -c Release | Out-Null
}

Import-Module $empty, $deepCalc

function Get-Median([double[]] $Values) {
    ($Values | Sort-Object)[[int]($Values.Count / 2)]
}

function Measure-Median([scriptblock[]] $Blocks) {
    # They take turns, so that other work of the machine slows all of them alike. First passes, which compile, are kept apart.
    $times = foreach ($block in $Blocks) { , [System.Collections.Generic.List[double]]::new() }
    $script:first = [double[]]::new($Blocks.Count)
    for ($i = 0; $i -lt $Repeats + 5; $i++) {
        for ($b = 0; $b -lt $Blocks.Count; $b++) {
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $null = & $Blocks[$b]
            if ($i -eq 0) { $script:first[$b] = $watch.Elapsed.TotalMilliseconds }
            if ($i -ge 5) { $times[$b].Add($watch.Elapsed.TotalMilliseconds) }
        }
    }

    foreach ($list in $times) { Get-Median $list }
}

foreach ($count in $Stages) {
    $layers = [scriptblock]::Create('New-InputLayer 32,32,8' + (' | New-ConvLayer 8 3 -Padding 1' * $count))
    $steps = [scriptblock]::Create('1' + (' | Step-Empty 8 3 -Padding 1' * $count))
    $ours, $theirs = Measure-Median $layers, $steps
    [pscustomobject]@{
        Stages      = $count
        DeepCalcMs  = [math]::Round($ours, 3)
        EmptyMs     = [math]::Round($theirs, 3)
        Ratio       = [math]::Round($ours / $theirs, 2)
        UsPerStage  = [math]::Round(1000 * $ours / $count, 1)
        FirstMs     = [math]::Round($first[0], 1)
        EmptyFirstMs = [math]::Round($first[1], 1)
    }
}

# The 24 blocks of ViT-L/16, beside as many empty cmdlets that bind the same arguments.
$vit = [scriptblock]::Create('New-InputLayer 197,1024' + (' | New-TransformerBlock 16 4096 -PreNorm -Activation Gelu' * 24))
$steps = [scriptblock]::Create('1' + (' | Step-EmptyBlock 16 4096 -PreNorm -Activation Gray' * 24))
$declared = [scriptblock]::Create('1' + (' | Step-EmptyTransformer 16 4096 -PreNorm -Activation Gray' * 24))
$layerwise = [scriptblock]::Create('$x = New-InputLayer 197,1024' + ('; $x = $x | New-NormalizationLayer -Kind Layer | New-AttentionLayer 16 | New-MergeLayer -With $x; $x = $x | New-NormalizationLayer -Kind Layer | New-DenseLayer 4096 | New-ActivationLayer Gelu | New-DenseLayer 1024 | New-MergeLayer -With $x' * 24))
$ours, $theirs, $same, $written = Measure-Median $vit, $steps, $declared, $layerwise
[pscustomobject]@{
    Network            = 'ViT-L/16'
    DeepCalcMs         = [math]::Round($ours, 3)
    EmptyMs            = [math]::Round($theirs, 3)
    Ratio              = [math]::Round($ours / $theirs, 2)
    SameParametersMs   = [math]::Round($same, 3)
    SameParametersRatio = [math]::Round($ours / $same, 2)
    WrittenOutMs       = [math]::Round($written, 3)
    FirstMs            = [math]::Round($first[0], 1)
}

# Each import is measured in a new process. The time is that of Import-Module alone.
$pwsh = (Get-Process -Id $PID).Path
$imports = foreach ($module in $empty, $deepCalc) {
    $times = foreach ($i in 1..15) {
        [double](& $pwsh -NoProfile -Command "`$w = [Diagnostics.Stopwatch]::StartNew(); Import-Module '$module'; `$w.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)")
    }

    Get-Median $times
}

[pscustomobject]@{
    EmptyImportMs    = [math]::Round($imports[0], 1)
    DeepCalcImportMs = [math]::Round($imports[1], 1)
    DifferenceMs     = [math]::Round($imports[1] - $imports[0], 1)
}
