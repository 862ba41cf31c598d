# ShuffleNet v2 1.0x: Ma, Zhang, Zheng, Sun, ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design,
# arXiv:1807.11164, as in torchvision. Outputs the network:
#   & ./examples/zoo/shufflenet-v2.ps1 | Measure-Network

filter Add-Pointwise([long] $Filters) {
    $_ | New-ConvLayer $Filters 1 -NoBias | New-NormalizationLayer | New-ActivationLayer Relu
}

filter Add-Depthwise($Stride) {
    $_ | New-DepthwiseConvLayer 3 -Stride $Stride -Padding 1 -NoBias | New-NormalizationLayer
}

# Interleaves the channels of the two branches.
filter Add-Shuffle {
    $channels, $height, $width = $_.OutputShape.Sizes.Value
    $_ | New-ReshapeLayer 2,($channels / 2),$height,$width | New-PermuteLayer 1,0,2,3 | New-ReshapeLayer $channels,$height,$width
}

filter Add-Stage([long] $Filters, [int] $Blocks) {
    $half = $Filters / 2
    $layer = $(
        $_ | Add-Depthwise 2 | Add-Pointwise $half
        $_ | Add-Pointwise $half | Add-Depthwise 2 | Add-Pointwise $half
    ) | New-ConcatenateLayer | Add-Shuffle
    for ($i = 1; $i -lt $Blocks; $i++) {
        $kept, $worked = $layer | New-SplitLayer 2
        $layer = $(
            $kept
            $worked | Add-Pointwise $half | Add-Depthwise 1 | Add-Pointwise $half
        ) | New-ConcatenateLayer | Add-Shuffle
    }

    $layer
}

New-InputLayer 3,224,224 -Framework PyTorch -Network ShuffleNet-v2 |
    New-ConvLayer 24 3 -Stride 2 -Padding 1 -NoBias | New-NormalizationLayer | New-ActivationLayer Relu |
    New-PoolLayer 3 -Stride 2 -Padding 1 |
    Add-Stage 116 4 | Add-Stage 232 8 | Add-Stage 464 4 |
    Add-Pointwise 1024 |
    New-PoolLayer -Global | New-FlattenLayer |
    New-DenseLayer 1000
