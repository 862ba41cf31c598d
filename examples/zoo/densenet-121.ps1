# DenseNet-121: Huang, Liu, van der Maaten, Weinberger, Densely Connected Convolutional Networks, arXiv:1608.06993, as in
# torchvision. Outputs the network:
#   & ./examples/zoo/densenet-121.ps1 | Measure-Network

filter Add-NormConv([long] $Filters, $Kernel, $Padding = 0) {
    $_ | New-NormalizationLayer | New-ActivationLayer Relu | New-ConvLayer $Filters $Kernel -Padding $Padding -NoBias
}

# Each layer of a block takes the outputs of all layers before it, and adds 32 channels.
filter Add-DenseBlock([int] $Layers) {
    $all = @($_)
    for ($i = 0; $i -lt $Layers; $i++) {
        $joined = if ($all.Count -eq 1) { $all[0] } else { $all | New-ConcatenateLayer }
        $all += $joined | Add-NormConv 128 1 | Add-NormConv 32 3 1
    }

    $all | New-ConcatenateLayer
}

filter Add-Transition([long] $Filters) {
    $_ | Add-NormConv $Filters 1 | New-PoolLayer 2 -Kind Average
}

New-InputLayer 3,224,224 -Framework PyTorch -Network DenseNet-121 |
    New-ConvLayer 64 7 -Stride 2 -Padding 3 -NoBias | New-NormalizationLayer | New-ActivationLayer Relu |
    New-PoolLayer 3 -Stride 2 -Padding 1 |
    Add-DenseBlock 6 | Add-Transition 128 |
    Add-DenseBlock 12 | Add-Transition 256 |
    Add-DenseBlock 24 | Add-Transition 512 |
    Add-DenseBlock 16 |
    New-NormalizationLayer | New-ActivationLayer Relu |
    New-PoolLayer -Global | New-FlattenLayer |
    New-DenseLayer 1000
