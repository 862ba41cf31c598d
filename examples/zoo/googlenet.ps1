# GoogLeNet: Szegedy et al., Going Deeper with Convolutions, arXiv:1409.4842, as in torchvision: batch normalisation,
# 3x3 for the 5x5 branch, and without the auxiliary heads, which only training uses. Outputs the network:
#   & ./examples/zoo/googlenet.ps1 | Measure-Network

filter Add-ConvNorm([long] $Filters, $Kernel, $Stride = 1, $Padding = 0) {
    $_ | New-ConvLayer $Filters $Kernel -Stride $Stride -Padding $Padding -NoBias | New-NormalizationLayer | New-ActivationLayer Relu
}

filter Add-Inception([long] $One, [long] $Reduce3, [long] $Three, [long] $Reduce5, [long] $Five, [long] $Pool) {
    $(
        $_ | Add-ConvNorm $One 1
        $_ | Add-ConvNorm $Reduce3 1 | Add-ConvNorm $Three 3 1 1
        $_ | Add-ConvNorm $Reduce5 1 | Add-ConvNorm $Five 3 1 1
        $_ | New-PoolLayer 3 -Stride 1 -Padding 1 | Add-ConvNorm $Pool 1
    ) | New-ConcatenateLayer
}

New-InputLayer 3,224,224 -Framework PyTorch -Network GoogLeNet |
    Add-ConvNorm 64 7 2 3 | New-PoolLayer 3 -Stride 2 -Rounding Ceiling |
    Add-ConvNorm 64 1 | Add-ConvNorm 192 3 1 1 | New-PoolLayer 3 -Stride 2 -Rounding Ceiling |
    Add-Inception 64 96 128 16 32 32 |
    Add-Inception 128 128 192 32 96 64 | New-PoolLayer 3 -Stride 2 -Rounding Ceiling |
    Add-Inception 192 96 208 16 48 64 |
    Add-Inception 160 112 224 24 64 64 |
    Add-Inception 128 128 256 24 64 64 |
    Add-Inception 112 144 288 32 64 64 |
    Add-Inception 256 160 320 32 128 128 | New-PoolLayer 2 -Rounding Ceiling |
    Add-Inception 256 160 320 32 128 128 |
    Add-Inception 384 192 384 48 128 128 |
    New-PoolLayer -Global | New-FlattenLayer | New-DropoutLayer 0.2 |
    New-DenseLayer 1000
