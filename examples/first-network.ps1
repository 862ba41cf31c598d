# A first look at DeepCalc: compares networks in a table and a CSV file, then answers an exam question with its working.
param(
    # The CSV file to write.
    [string] $CsvPath = (Join-Path ([System.IO.Path]::GetTempPath()) 'deepcalc-networks.csv')
)

# Four networks composed layer by layer, in examples/zoo, and one from an ONNX file.
$networks = & {
    & "$PSScriptRoot/zoo/vgg.ps1" -Depth 16
    & "$PSScriptRoot/zoo/resnet.ps1" ResNet-50
    & "$PSScriptRoot/zoo/mobilenet-v2.ps1"
    & "$PSScriptRoot/zoo/vit.ps1" B-16
    Import-Network "$PSScriptRoot/models/resnet18.onnx"
}

$rows = $networks | Measure-Network | Sort-Object Macs -Descending
$rows | Format-Table
$rows | Export-Csv $CsvPath
"All columns of these rows are in $CsvPath."

# 100x100x3 becomes 50x50x10 through 3x3 kernels: which stride and padding, how many parameters and operations?
Find-Padding 3 -InputSize 100 -OutputSize 50 | Format-Table
New-InputLayer 100,100,3 | New-ConvLayer 10 3 -Stride 2 -Padding 1 | Show-Calculation Shape, Parameter, Operation
