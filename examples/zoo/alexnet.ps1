# AlexNet as in torchvision: Krizhevsky, One Weird Trick for Parallelizing Convolutional Neural Networks,
# arXiv:1404.5997. Its adaptive pooling to 6x6 changes nothing at 224x224 and is left out. Outputs the network:
#   & ./examples/zoo/alexnet.ps1 | Measure-Network

New-InputLayer 3,224,224 -Framework PyTorch -Network AlexNet |
    New-ConvLayer 64 11 -Stride 4 -Padding 2 | New-ActivationLayer Relu |
    New-PoolLayer 3 -Stride 2 |
    New-ConvLayer 192 5 -Padding 2 | New-ActivationLayer Relu |
    New-PoolLayer 3 -Stride 2 |
    New-ConvLayer 384 3 -Padding 1 | New-ActivationLayer Relu |
    New-ConvLayer 256 3 -Padding 1 | New-ActivationLayer Relu |
    New-ConvLayer 256 3 -Padding 1 | New-ActivationLayer Relu |
    New-PoolLayer 3 -Stride 2 |
    New-FlattenLayer |
    New-DropoutLayer 0.5 | New-DenseLayer 4096 | New-ActivationLayer Relu |
    New-DropoutLayer 0.5 | New-DenseLayer 4096 | New-ActivationLayer Relu |
    New-DenseLayer 1000
