# What DeepCalc.Shell runs in PowerShell: loads DeepCalc, then runs the script that is named, with its arguments, or
# leaves a prompt.
Import-Module ([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'DeepCalc.psd1'))
if ($args.Count -eq 0) {
    "DeepCalc $((Get-Module DeepCalc).Version) on PowerShell $($PSVersionTable.PSVersion). Get-Help about_DeepCalc explains it; exit leaves."
    return
}

$script = Convert-Path -LiteralPath $args[0] -ErrorAction Stop
$rest = @($args | Select-Object -Skip 1)
& $script @rest
exit $LASTEXITCODE
