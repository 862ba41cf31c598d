# Inception v3: Szegedy et al., Rethinking the Inception Architecture for Computer Vision, arXiv:1512.00567, as in
# torchvision, without the auxiliary head, which only training uses. Outputs the network:
#   & ./examples/zoo/inception-v3.ps1 | Measure-Network

filter Add-Conv([long] $Filters, $Kernel, $Stride = 1, $Padding = 0) {
    $_ | New-ConvLayer $Filters $Kernel -Stride $Stride -Padding $Padding -NoBias | New-NormalizationLayer | New-ActivationLayer Relu
}

filter Add-InceptionA([long] $Pool) {
    $(
        $_ | Add-Conv 64 1
        $_ | Add-Conv 48 1 | Add-Conv 64 5 1 2
        $_ | Add-Conv 64 1 | Add-Conv 96 3 1 1 | Add-Conv 96 3 1 1
        $_ | New-PoolLayer 3 -Stride 1 -Padding 1 -Kind Average | Add-Conv $Pool 1
    ) | New-ConcatenateLayer
}

filter Add-InceptionB {
    $(
        $_ | Add-Conv 384 3 2
        $_ | Add-Conv 64 1 | Add-Conv 96 3 1 1 | Add-Conv 96 3 2
        $_ | New-PoolLayer 3 -Stride 2
    ) | New-ConcatenateLayer
}

filter Add-InceptionC([long] $Inner) {
    $(
        $_ | Add-Conv 192 1
        $_ | Add-Conv $Inner 1 | Add-Conv $Inner 1,7 1 0,3 | Add-Conv 192 7,1 1 3,0
        $_ | Add-Conv $Inner 1 | Add-Conv $Inner 7,1 1 3,0 | Add-Conv $Inner 1,7 1 0,3 | Add-Conv $Inner 7,1 1 3,0 | Add-Conv 192 1,7 1 0,3
        $_ | New-PoolLayer 3 -Stride 1 -Padding 1 -Kind Average | Add-Conv 192 1
    ) | New-ConcatenateLayer
}

filter Add-InceptionD {
    $(
        $_ | Add-Conv 192 1 | Add-Conv 320 3 2
        $_ | Add-Conv 192 1 | Add-Conv 192 1,7 1 0,3 | Add-Conv 192 7,1 1 3,0 | Add-Conv 192 3 2
        $_ | New-PoolLayer 3 -Stride 2
    ) | New-ConcatenateLayer
}

filter Add-InceptionE {
    $second = $_ | Add-Conv 384 1
    $third = $_ | Add-Conv 448 1 | Add-Conv 384 3 1 1
    $(
        $_ | Add-Conv 320 1
        $second | Add-Conv 384 1,3 1 0,1
        $second | Add-Conv 384 3,1 1 1,0
        $third | Add-Conv 384 1,3 1 0,1
        $third | Add-Conv 384 3,1 1 1,0
        $_ | New-PoolLayer 3 -Stride 1 -Padding 1 -Kind Average | Add-Conv 192 1
    ) | New-ConcatenateLayer
}

New-InputLayer 3,299,299 -Framework PyTorch -Network Inception-v3 |
    Add-Conv 32 3 2 | Add-Conv 32 3 | Add-Conv 64 3 1 1 | New-PoolLayer 3 -Stride 2 |
    Add-Conv 80 1 | Add-Conv 192 3 | New-PoolLayer 3 -Stride 2 |
    Add-InceptionA 32 | Add-InceptionA 64 | Add-InceptionA 64 | Add-InceptionB |
    Add-InceptionC 128 | Add-InceptionC 160 | Add-InceptionC 160 | Add-InceptionC 192 | Add-InceptionD |
    Add-InceptionE | Add-InceptionE |
    New-PoolLayer -Global | New-FlattenLayer | New-DropoutLayer 0.5 |
    New-DenseLayer 1000
