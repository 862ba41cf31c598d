# MNASNet 1.0: Tan et al., MnasNet: Platform-Aware Neural Architecture Search for Mobile, arXiv:1807.11626, the variant
# B1 as in torchvision. Outputs the network:
#   & ./examples/zoo/mnasnet-1.0.ps1 | Measure-Network

filter Add-ConvNorm([long] $Filters, $Kernel = 1, $Stride = 1) {
    $_ | New-ConvLayer $Filters $Kernel -Stride $Stride -Padding (($Kernel - 1) / 2) -NoBias | New-NormalizationLayer
}

filter Add-Depthwise($Kernel, $Stride) {
    $_ | New-DepthwiseConvLayer $Kernel -Stride $Stride -Padding (($Kernel - 1) / 2) -NoBias | New-NormalizationLayer | New-ActivationLayer Relu
}

filter Add-Stage([long] $Filters, $Kernel, $Stride, [long] $Expansion, [int] $Blocks) {
    $layer = $_
    for ($i = 0; $i -lt $Blocks; $i++) {
        $block = $layer | Add-ConvNorm ($layer.OutputShape.Channels.Value * $Expansion) | New-ActivationLayer Relu |
            Add-Depthwise $Kernel $(if ($i -eq 0) { $Stride } else { 1 }) | Add-ConvNorm $Filters
        $layer = if ($i -eq 0) { $block } else { $block | New-MergeLayer -With $layer }
    }

    $layer
}

New-InputLayer 3,224,224 -Framework PyTorch -Network MNASNet-1.0 |
    Add-ConvNorm 32 3 2 | New-ActivationLayer Relu |
    Add-Depthwise 3 1 | Add-ConvNorm 16 |
    Add-Stage 24 3 2 3 3 |
    Add-Stage 40 5 2 3 3 |
    Add-Stage 80 5 2 6 3 |
    Add-Stage 96 3 1 6 2 |
    Add-Stage 192 5 2 6 4 |
    Add-Stage 320 3 1 6 1 |
    Add-ConvNorm 1280 | New-ActivationLayer Relu |
    New-PoolLayer -Global | New-FlattenLayer | New-DropoutLayer 0.2 |
    New-DenseLayer 1000
