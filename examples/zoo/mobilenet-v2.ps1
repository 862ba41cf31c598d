# MobileNet v2: Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, arXiv:1801.04381, as in
# torchvision. Outputs the network:
#   & ./examples/zoo/mobilenet-v2.ps1 | Measure-Network

filter Add-ConvNorm([long] $Filters, $Kernel = 1, $Stride = 1) {
    $_ | New-ConvLayer $Filters $Kernel -Stride $Stride -Padding (($Kernel - 1) / 2) -NoBias | New-NormalizationLayer
}

filter Add-Block([long] $Filters, $Stride, [long] $Expansion) {
    $channels = $_.OutputShape.Channels.Value
    $layer = if ($Expansion -eq 1) { $_ } else { $_ | Add-ConvNorm ($channels * $Expansion) | New-ActivationLayer Relu6 }
    $layer = $layer |
        New-DepthwiseConvLayer 3 -Stride $Stride -Padding 1 -NoBias | New-NormalizationLayer | New-ActivationLayer Relu6 |
        Add-ConvNorm $Filters
    if ($Stride -eq 1 -and $Filters -eq $channels) { $layer | New-MergeLayer -With $_ } else { $layer }
}

filter Add-Stage([long] $Expansion, [long] $Filters, [int] $Blocks, $Stride) {
    $layer = $_ | Add-Block $Filters $Stride $Expansion
    for ($i = 1; $i -lt $Blocks; $i++) {
        $layer = $layer | Add-Block $Filters 1 $Expansion
    }

    $layer
}

New-InputLayer 3,224,224 -Framework PyTorch -Network MobileNet-v2 |
    Add-ConvNorm 32 3 2 | New-ActivationLayer Relu6 |
    Add-Stage 1 16 1 1 |
    Add-Stage 6 24 2 2 |
    Add-Stage 6 32 3 2 |
    Add-Stage 6 64 4 2 |
    Add-Stage 6 96 3 1 |
    Add-Stage 6 160 3 2 |
    Add-Stage 6 320 1 1 |
    Add-ConvNorm 1280 | New-ActivationLayer Relu6 |
    New-PoolLayer -Global | New-FlattenLayer | New-DropoutLayer 0.2 |
    New-DenseLayer 1000
