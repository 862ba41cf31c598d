# SqueezeNet 1.1: Iandola et al., SqueezeNet: AlexNet-level accuracy with 50x fewer parameters, arXiv:1602.07360, in the
# later form of its authors, as in torchvision. Outputs the network:
#   & ./examples/zoo/squeezenet-1.1.ps1 | Measure-Network

filter Add-Fire([long] $Squeeze, [long] $Expand) {
    $squeezed = $_ | New-ConvLayer $Squeeze 1 | New-ActivationLayer Relu
    $(
        $squeezed | New-ConvLayer $Expand 1 | New-ActivationLayer Relu
        $squeezed | New-ConvLayer $Expand 3 -Padding 1 | New-ActivationLayer Relu
    ) | New-ConcatenateLayer
}

New-InputLayer 3,224,224 -Framework PyTorch -Network SqueezeNet-1.1 |
    New-ConvLayer 64 3 -Stride 2 | New-ActivationLayer Relu |
    New-PoolLayer 3 -Stride 2 -Rounding Ceiling |
    Add-Fire 16 64 | Add-Fire 16 64 |
    New-PoolLayer 3 -Stride 2 -Rounding Ceiling |
    Add-Fire 32 128 | Add-Fire 32 128 |
    New-PoolLayer 3 -Stride 2 -Rounding Ceiling |
    Add-Fire 48 192 | Add-Fire 48 192 | Add-Fire 64 256 | Add-Fire 64 256 |
    New-DropoutLayer 0.5 |
    New-ConvLayer 1000 1 | New-ActivationLayer Relu |
    New-PoolLayer -Global | New-FlattenLayer
