# U-Net: Ronneberger, Fischer, Brox, U-Net: Convolutional Networks for Biomedical Image Segmentation, arXiv:1505.04597:
# convolutions without padding from 572 to 388 positions, cropped skip connections, two classes. Outputs the network:
#   & ./examples/zoo/u-net.ps1 | Measure-Network

filter Add-Pair([long] $Filters) {
    $_ | New-ConvLayer $Filters 3 | New-ActivationLayer Relu | New-ConvLayer $Filters 3 | New-ActivationLayer Relu
}

filter Add-Up([long] $Filters, $Skip, [long] $Crop) {
    $(
        $Skip | New-CroppingLayer $Crop
        $_ | New-ConvTransposeLayer $Filters 2 -Stride 2
    ) | New-ConcatenateLayer | Add-Pair $Filters
}

$one = New-InputLayer 572,572,1 -Network U-Net | Add-Pair 64
$two = $one | New-PoolLayer 2 | Add-Pair 128
$three = $two | New-PoolLayer 2 | Add-Pair 256
$four = $three | New-PoolLayer 2 | Add-Pair 512
$four | New-PoolLayer 2 | Add-Pair 1024 |
    Add-Up 512 $four 4 | Add-Up 256 $three 16 | Add-Up 128 $two 40 | Add-Up 64 $one 88 |
    New-ConvLayer 2 1
