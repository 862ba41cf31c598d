# ResNet-50 as in keras.applications: every convolution has biases, and the stride of a stage is in the first 1x1
# convolution of its first block. Keras pads in separate layers; here, the padding is a setting. Outputs the network:
#   & ./examples/resnet-50-keras.ps1 | Measure-Network

filter Add-ConvNorm([long] $Filters, $Kernel, $Stride = 1, $Padding = 0) {
    $_ | New-ConvLayer $Filters $Kernel -Stride $Stride -Padding $Padding | New-BatchNormalizationLayer
}

filter Add-Block([long] $Filters, $Stride = 1, [switch] $Project) {
    $skip = if ($Project) { $_ | Add-ConvNorm (4 * $Filters) 1 $Stride } else { $_ }
    $_ |
        Add-ConvNorm $Filters 1 $Stride | New-ActivationLayer Relu |
        Add-ConvNorm $Filters 3 1 Same | New-ActivationLayer Relu |
        Add-ConvNorm (4 * $Filters) 1 |
        New-AddLayer -With $skip | New-ActivationLayer Relu
}

filter Add-Stage([long] $Filters, [int] $Blocks, $Stride = 1) {
    $layer = $_ | Add-Block $Filters $Stride -Project
    for ($i = 1; $i -lt $Blocks; $i++) {
        $layer = $layer | Add-Block $Filters
    }

    $layer
}

New-InputLayer 224,224,3 -Network ResNet-50-Keras |
    Add-ConvNorm 64 7 2 3 | New-ActivationLayer Relu |
    New-PoolLayer 3 -Stride 2 -Padding 1 |
    Add-Stage 64 3 |
    Add-Stage 128 4 2 |
    Add-Stage 256 6 2 |
    Add-Stage 512 3 2 |
    New-PoolLayer -Global |
    New-DenseLayer 1000 | New-ActivationLayer Softmax
