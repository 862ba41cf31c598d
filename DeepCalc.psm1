# Loads the cmdlets: the image that is compiled ahead of time for this .NET version and platform, if the package has one;
# otherwise the IL, which runs everywhere. Every expression here takes about a millisecond of every import.
$cmdlets = "$PSScriptRoot/module/net$([System.Environment]::Version.Major).0/$([System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier)/DeepCalc.PowerShell.dll"
if (-not [System.IO.File]::Exists($cmdlets)) {
    $cmdlets = "$PSScriptRoot/module/net8.0/DeepCalc.PowerShell.dll"
    if (-not [System.IO.File]::Exists($cmdlets)) {
        throw "DeepCalc is not built yet. Build it with $([System.IO.Path]::Combine($PSScriptRoot, 'build.ps1')), then import it again."
    }
}

Import-Module $cmdlets
