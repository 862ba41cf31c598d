#requires -Version 7.4
# Measures the import of a folder with 1,000 ONNX files in one pipeline. The files are copies of the tests' networks of
# torchvision, without weights. Processor time is given too, since other programs may be running. Build first: ./build.ps1 -Configuration Release
param(
    [int] $Count = 1000,
    [int] $Passes = 3
)

$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot
$module = Join-Path $root 'DeepCalc.psd1'
Import-Module $module

$folder = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) "deepcalc-$([guid]::NewGuid())")).FullName
try {
    $fixtures = Get-ChildItem (Join-Path $root 'tests/Fixtures/torchvision-onnx') -Filter *.onnx.gz
    for ($i = 0; $i -lt $Count; $i++) {
        $packed = $fixtures[$i % $fixtures.Count]
        $target = Join-Path $folder "$i.$($packed.BaseName)"
        if ($i -ge $fixtures.Count) {
            Copy-Item (Join-Path $folder "$($i % $fixtures.Count).$($packed.BaseName)") $target
            continue
        }

        $source = [IO.Compression.GZipStream]::new($packed.OpenRead(), [IO.Compression.CompressionMode]::Decompress)
        $file = [IO.File]::Create($target)
        $source.CopyTo($file)
        $file.Dispose()
        $source.Dispose()
    }

    function Measure-Pass([string] $Name, [scriptblock] $Pass) {
        $process = [Diagnostics.Process]::GetCurrentProcess()
        $before = $process.TotalProcessorTime
        $pause = [GC]::GetTotalPauseDuration()
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $rows = @(& $Pass).Count
        $watch.Stop()
        $process.Refresh()
        [pscustomobject]@{
            Pass       = $Name
            Rows       = $rows
            Seconds    = [math]::Round($watch.Elapsed.TotalSeconds, 2)
            CpuSeconds = [math]::Round(($process.TotalProcessorTime - $before).TotalSeconds, 2)
            GcSeconds  = [math]::Round(([GC]::GetTotalPauseDuration() - $pause).TotalSeconds, 2)
        }
    }

    foreach ($i in 1..$Passes) {
        Measure-Pass "pipeline $i" { Get-ChildItem $folder | Import-Network | Measure-Network }
    }

    # Each runspace imports the module, so it gets many files at a time.
    Measure-Pass 'parallel' {
        0..1 | ForEach-Object -ThrottleLimit 2 -Parallel {
            Import-Module $using:module
            $half = $_
            Get-ChildItem $using:folder | Where-Object { [int] $_.Name.Split('.')[0] % 2 -eq $half } | Import-Network | Measure-Network
        }
    }
}
finally {
    Remove-Item $folder -Recurse
}
