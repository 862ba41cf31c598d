# The generator of DCGAN: Radford, Metz, Chintala, Unsupervised Representation Learning with Deep Convolutional
# Generative Adversarial Networks, arXiv:1511.06434, as in PyTorch's tutorial. Outputs the network:
#   & ./examples/zoo/dcgan-generator.ps1 | Measure-Network

filter Add-Up([long] $Filters, $Stride = 2, $Padding = 1) {
    $_ | New-ConvTransposeLayer $Filters 4 -Stride $Stride -Padding $Padding -NoBias | New-NormalizationLayer | New-ActivationLayer Relu
}

New-InputLayer 100,1,1 -Framework PyTorch -Network DCGAN-generator |
    Add-Up 512 1 0 | Add-Up 256 | Add-Up 128 | Add-Up 64 |
    New-ConvTransposeLayer 3 4 -Stride 2 -Padding 1 -NoBias | New-ActivationLayer Tanh
