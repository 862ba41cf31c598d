# Runs the Pester files of a folder and writes what became of each test to a file, as JSON.
param([string] $Pester, [string] $Files, [string] $ResultFile)

$ErrorActionPreference = 'Stop'
Import-Module $Pester
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Files
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'None'
$run = Invoke-Pester -Configuration $configuration

$outcomes = @(
    # A file or a block that fails by itself, outside its tests, leaves them out.
    foreach ($container in $run.Containers) {
        $problems = @($container.ErrorRecord) + @($run.FailedBlocks | Where-Object BlockContainer -EQ $container | ForEach-Object ErrorRecord) -ne $null
        $result = if ($problems) { 'Failed' } else { 'Passed' }
        [pscustomobject]@{ File = $container.Item.Name; Name = 'can be read'; Result = $result; Error = "$problems" }
    }

    foreach ($test in $run.Tests) {
        $problem = ($test.ErrorRecord | ForEach-Object { "$_`n$($_.ScriptStackTrace)" }) -join "`n"
        [pscustomobject]@{ File = $test.Block.BlockContainer.Item.Name; Name = $test.ExpandedPath; Result = "$($test.Result)"; Error = $problem }
    }
)
ConvertTo-Json $outcomes | Set-Content $ResultFile
