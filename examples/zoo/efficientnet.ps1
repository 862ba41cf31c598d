# EfficientNet: Tan, Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, arXiv:1905.11946, as in
# torchvision, each at its own image size (B2 at 288, as torchvision publishes it). Outputs the networks:
#   & ./examples/zoo/efficientnet.ps1 B0 | Measure-Network
param([ValidateSet('B0', 'B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7')] [string[]] $Size = @('B0', 'B1', 'B2', 'B3', 'B4', 'B5', 'B6', 'B7'))

# The width and the depth relative to B0, the image size and the dropout rate.
$scales = @{
    B0 = 1.0, 1.0, 224, 0.2; B1 = 1.0, 1.1, 240, 0.2; B2 = 1.1, 1.2, 288, 0.3; B3 = 1.2, 1.4, 300, 0.3
    B4 = 1.4, 1.8, 380, 0.4; B5 = 1.6, 2.2, 456, 0.4; B6 = 1.8, 2.6, 528, 0.5; B7 = 2.0, 3.1, 600, 0.5
}

# The expansion, kernel, stride, filters and blocks of each stage.
$stages = (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1)

# The nearest multiple of 8 that is at least nine tenths of the number.
function Get-Multiple([double] $Value) {
    $multiple = [math]::Max(8, [math]::Floor(($Value + 4) / 8) * 8)
    if ($multiple -lt 0.9 * $Value) { $multiple + 8 } else { $multiple }
}

filter Add-ConvNorm([long] $Filters, $Kernel = 1, $Stride = 1) {
    $_ | New-ConvLayer $Filters $Kernel -Stride $Stride -Padding (($Kernel - 1) / 2) -NoBias | New-NormalizationLayer
}

filter Add-Gate([long] $Squeezed) {
    $_ | New-PoolLayer -Global |
        New-ConvLayer $Squeezed 1 | New-ActivationLayer Silu |
        New-ConvLayer $_.OutputShape.Channels.Value 1 | New-ActivationLayer Sigmoid |
        New-MergeLayer -With $_ -Kind Multiply
}

filter Add-Block([long] $Expansion, $Kernel, $Stride, [long] $Filters) {
    $channels = $_.OutputShape.Channels.Value
    $layer = if ($Expansion -eq 1) { $_ } else { $_ | Add-ConvNorm ($channels * $Expansion) | New-ActivationLayer Silu }
    $layer = $layer |
        New-DepthwiseConvLayer $Kernel -Stride $Stride -Padding (($Kernel - 1) / 2) -NoBias | New-NormalizationLayer | New-ActivationLayer Silu |
        Add-Gate ([math]::Max(1, [math]::Floor($channels / 4))) |
        Add-ConvNorm $Filters
    if ($Stride -eq 1 -and $Filters -eq $channels) { $layer | New-MergeLayer -With $_ } else { $layer }
}

foreach ($variant in $Size) {
    $width, $depth, $image, $dropout = $scales[$variant]
    $layer = New-InputLayer 3,$image,$image -Framework PyTorch -Network EfficientNet-$variant |
        Add-ConvNorm (Get-Multiple (32 * $width)) 3 2 | New-ActivationLayer Silu
    foreach ($stage in $stages) {
        $expansion, $kernel, $stride, $filters, $blocks = $stage
        for ($i = 0; $i -lt [math]::Ceiling($blocks * $depth); $i++) {
            $layer = $layer | Add-Block $expansion $kernel $(if ($i -eq 0) { $stride } else { 1 }) (Get-Multiple ($filters * $width))
        }
    }

    $layer | Add-ConvNorm (4 * (Get-Multiple (320 * $width))) | New-ActivationLayer Silu |
        New-PoolLayer -Global | New-FlattenLayer | New-DropoutLayer $dropout |
        New-DenseLayer 1000
}
