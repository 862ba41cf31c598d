#requires -Version 7.4
# Measures the import of Hugging Face's config.json files: all of a folder in one pipeline of a process that has imported
# nothing before, the same again, and files with 1,024 blocks. Build first: ./build.ps1 -Configuration Release
param(
    [Parameter(Mandatory)] [string] $Folder,
    [int] $Repeats = 60
)

$ErrorActionPreference = 'Stop'
Import-Module (Join-Path (Split-Path $PSScriptRoot) 'DeepCalc.psd1')
$files = Get-ChildItem $Folder -Filter *config.json -Exclude *quant_config.json

function Measure-Milliseconds([scriptblock] $Block) {
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    $null = & $Block
    $watch.Elapsed.TotalMilliseconds
}

foreach ($pass in 'first', 'second') {
    $script:networks = @()
    $import = Measure-Milliseconds { $script:networks = @($files | Import-Network -ErrorAction SilentlyContinue) }
    $measure = Measure-Milliseconds { $networks | Measure-Network }
    [pscustomobject]@{ What = "$pass pass, $($networks.Count) of $($files.Count) files"; ImportMs = [math]::Round($import, 1); MeasureMs = [math]::Round($measure, 1) }
}

# The list of a setting for each block is repeated.
$deep = New-Item -ItemType Directory (Join-Path ([System.IO.Path]::GetTempPath()) "deepcalc-$([guid]::NewGuid())")
try {
    foreach ($file in $files) {
        $config = Get-Content $file -Raw | ConvertFrom-Json -AsHashtable
        if (-not $config.num_hidden_layers) { continue }
        $blocks = $config.num_hidden_layers
        foreach ($key in @($config.Keys)) {
            if ($config[$key] -is [array] -and $config[$key].Count -eq $blocks) { $config[$key] = @($config[$key] * 1024)[0..1023] }
        }

        $config.num_hidden_layers = 1024
        $path = Join-Path $deep $file.Name
        $config | ConvertTo-Json -Depth 32 | Set-Content $path
        if (-not (Import-Network $path -ErrorAction SilentlyContinue)) { continue }
        $times = foreach ($i in 1..$Repeats) { Measure-Milliseconds { $script:network = Import-Network $path } }
        $sorted = $times | Select-Object -Last ([int]($Repeats / 2)) | Sort-Object
        [pscustomobject]@{ What = "$($config.model_type), 1,024 blocks, $($file.Name)"; ImportMs = [math]::Round($sorted[0], 1); MeasureMs = [math]::Round((Measure-Milliseconds { $network | Measure-Network }), 1) }
    }
} finally {
    Remove-Item $deep -Recurse
}
