# VGG: Simonyan, Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, arXiv:1409.1556, the
# configurations A, D and E. Outputs the networks, all of them or one:
#   & ./examples/zoo/vgg.ps1 -Depth 16 | Measure-Network
param([ValidateSet(11, 16, 19)] [int[]] $Depth = @(11, 16, 19))

$configurations = @{ 11 = 1, 1, 2, 2, 2; 16 = 2, 2, 3, 3, 3; 19 = 2, 2, 4, 4, 4 }

filter Add-Block([long] $Filters, [int] $Convolutions) {
    $layer = $_
    for ($i = 0; $i -lt $Convolutions; $i++) {
        $layer = $layer | New-ConvLayer $Filters 3 -Padding 1 | New-ActivationLayer Relu
    }

    $layer | New-PoolLayer 2
}

foreach ($size in $Depth) {
    $convolutions = $configurations[$size]
    New-InputLayer 224,224,3 -Network VGG-$size |
        Add-Block 64 $convolutions[0] |
        Add-Block 128 $convolutions[1] |
        Add-Block 256 $convolutions[2] |
        Add-Block 512 $convolutions[3] |
        Add-Block 512 $convolutions[4] |
        New-FlattenLayer |
        New-DenseLayer 4096 | New-ActivationLayer Relu | New-DropoutLayer 0.5 |
        New-DenseLayer 4096 | New-ActivationLayer Relu | New-DropoutLayer 0.5 |
        New-DenseLayer 1000
}
