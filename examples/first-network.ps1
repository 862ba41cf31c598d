# A first look at DeepCalc: a real network, layer by layer and in total, and a question from the course notes with its
# working.

$network = & "$PSScriptRoot/zoo/vgg.ps1" -Depth 16
$network | Measure-Layer | Out-Host
$network | Measure-Network | Out-Host

# 100x100x3 becomes 50x50x10 through a 3x3 kernel: which stride and padding, and what does it cost?
Find-Padding 3 -InputSize 100 -OutputSize 50 | Out-Host
New-InputLayer 100,100,3 | New-ConvLayer 10 3 -Stride 2 -Padding 1 | Show-Calculation
