# ResNet-50 as torchvision has it: He, Zhang, Ren, Sun, Deep Residual Learning for Image Recognition,
# arXiv:1512.03385, with the stride in the 3x3 convolution of a block and no biases. Puts out the network:
#   & ./examples/resnet-50.ps1 | Measure-Network

filter Add-ConvNorm([long] $Filters, $Kernel, $Stride = 1, $Padding = 0) {
    $_ | New-ConvLayer $Filters $Kernel -Stride $Stride -Padding $Padding -NoBias | New-BatchNormalizationLayer
}

filter Add-Bottleneck([long] $Filters, $Stride = 1, [switch] $Project) {
    $skip = if ($Project) { $_ | Add-ConvNorm (4 * $Filters) 1 $Stride } else { $_ }
    $_ |
        Add-ConvNorm $Filters 1 | New-ActivationLayer Relu |
        Add-ConvNorm $Filters 3 $Stride 1 | New-ActivationLayer Relu |
        Add-ConvNorm (4 * $Filters) 1 |
        New-AddLayer -With $skip | New-ActivationLayer Relu
}

filter Add-Stage([long] $Filters, [int] $Blocks, $Stride = 1) {
    $layer = $_ | Add-Bottleneck $Filters $Stride -Project
    for ($i = 1; $i -lt $Blocks; $i++) {
        $layer = $layer | Add-Bottleneck $Filters
    }

    $layer
}

New-InputLayer 3,224,224 -Layout ChannelsFirst -Network ResNet-50 |
    Add-ConvNorm 64 7 2 3 | New-ActivationLayer Relu |
    New-PoolLayer 3 -Stride 2 -Padding 1 |
    Add-Stage 64 3 |
    Add-Stage 128 4 2 |
    Add-Stage 256 6 2 |
    Add-Stage 512 3 2 |
    New-PoolLayer -Global -Kind Average |
    New-DenseLayer 1000
