# ConvNeXt-T: Liu, Mao, Wu, Feichtenhofer, Darrell, Xie, A ConvNet for the 2020s, arXiv:2201.03545, as in torchvision,
# written with the channels last, where its normalisations and 1x1 convolutions work. Outputs the network:
#   & ./examples/zoo/convnext-t.ps1 | Measure-Network

filter Add-Block([long] $Width) {
    $_ | New-ConvLayer $Width 7 -Padding 3 -Groups $Width |
        New-NormalizationLayer -Kind Layer |
        New-DenseLayer (4 * $Width) | New-ActivationLayer Gelu | New-DenseLayer $Width |
        New-ScaleLayer | New-MergeLayer -With $_
}

filter Add-Stage([long] $Width, [int] $Blocks) {
    $layer = $_
    for ($i = 0; $i -lt $Blocks; $i++) {
        $layer = $layer | Add-Block $Width
    }

    $layer
}

filter Add-Downsampling([long] $Width) {
    $_ | New-NormalizationLayer -Kind Layer | New-ConvLayer $Width 2 -Stride 2
}

New-InputLayer 224,224,3 -Network ConvNeXt-T |
    New-ConvLayer 96 4 -Stride 4 | New-NormalizationLayer -Kind Layer |
    Add-Stage 96 3 |
    Add-Downsampling 192 | Add-Stage 192 3 |
    Add-Downsampling 384 | Add-Stage 384 9 |
    Add-Downsampling 768 | Add-Stage 768 3 |
    New-PoolLayer -Global | New-NormalizationLayer -Kind Layer |
    New-DenseLayer 1000
