# LeNet-5: LeCun, Bottou, Bengio, Haffner, Gradient-Based Learning Applied to Document Recognition, 1998, as it is
# taught today: C3 sees all maps of S2, and the poolings have no weights. Outputs the network:
#   & ./examples/zoo/lenet-5.ps1 | Measure-Layer

New-InputLayer 32,32,1 -Network LeNet-5 |
    New-ConvLayer 6 5 -Name C1 | New-ActivationLayer Tanh |
    New-PoolLayer 2 -Kind Average -Name S2 |
    New-ConvLayer 16 5 -Name C3 | New-ActivationLayer Tanh |
    New-PoolLayer 2 -Kind Average -Name S4 |
    New-ConvLayer 120 5 -Name C5 | New-ActivationLayer Tanh |
    New-FlattenLayer |
    New-DenseLayer 84 -Name F6 | New-ActivationLayer Tanh |
    New-DenseLayer 10 -Name Output
