# MobileNet v1: Howard et al., MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications,
# arXiv:1704.04861, as in keras.applications. Outputs the network:
#   & ./examples/zoo/mobilenet-v1.ps1 | Measure-Network

filter Add-Block([long] $Filters, $Stride = 1) {
    $_ |
        New-DepthwiseConvLayer 3 -Stride $Stride -Padding Same -NoBias | New-NormalizationLayer | New-ActivationLayer Relu6 |
        New-ConvLayer $Filters 1 -NoBias | New-NormalizationLayer | New-ActivationLayer Relu6
}

New-InputLayer 224,224,3 -Framework Keras -Network MobileNet-v1 |
    New-ConvLayer 32 3 -Stride 2 -Padding Same -NoBias | New-NormalizationLayer | New-ActivationLayer Relu6 |
    Add-Block 64 |
    Add-Block 128 2 | Add-Block 128 |
    Add-Block 256 2 | Add-Block 256 |
    Add-Block 512 2 | Add-Block 512 | Add-Block 512 | Add-Block 512 | Add-Block 512 | Add-Block 512 |
    Add-Block 1024 2 | Add-Block 1024 |
    New-PoolLayer -Global -KeepDimension | New-DropoutLayer 0.001 |
    New-ConvLayer 1000 1 | New-FlattenLayer | New-ActivationLayer Softmax
