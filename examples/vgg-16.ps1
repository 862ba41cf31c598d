# VGG-16: Simonyan, Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition,
# arXiv:1409.1556, configuration D. Puts out the network:
#   & ./examples/vgg-16.ps1 | Measure-Network

filter Add-Block([long] $Filters, [int] $Convolutions) {
    $layer = $_
    for ($i = 0; $i -lt $Convolutions; $i++) {
        $layer = $layer | New-ConvLayer $Filters 3 -Padding 1 | New-ActivationLayer Relu
    }

    $layer | New-PoolLayer 2
}

New-InputLayer 224,224,3 -Network VGG-16 |
    Add-Block 64 2 |
    Add-Block 128 2 |
    Add-Block 256 3 |
    Add-Block 512 3 |
    Add-Block 512 3 |
    New-FlattenLayer |
    New-DenseLayer 4096 | New-ActivationLayer Relu | New-DropoutLayer 0.5 |
    New-DenseLayer 4096 | New-ActivationLayer Relu | New-DropoutLayer 0.5 |
    New-DenseLayer 1000
