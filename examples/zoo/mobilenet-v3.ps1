# MobileNet v3: Howard et al., Searching for MobileNetV3, arXiv:1905.02244, as in torchvision. Outputs the networks:
#   & ./examples/zoo/mobilenet-v3.ps1 Large | Measure-Network
param([ValidateSet('Large', 'Small')] [string[]] $Size = @('Large', 'Small'))

# The kernel, expanded width, filters, gate or none, activation and stride of each block.
$blocks = @{
    Large = (3, 16, 16, 0, 'Relu', 1),
        (3, 64, 24, 0, 'Relu', 2), (3, 72, 24, 0, 'Relu', 1),
        (5, 72, 40, 1, 'Relu', 2), (5, 120, 40, 1, 'Relu', 1), (5, 120, 40, 1, 'Relu', 1),
        (3, 240, 80, 0, 'HardSwish', 2), (3, 200, 80, 0, 'HardSwish', 1), (3, 184, 80, 0, 'HardSwish', 1), (3, 184, 80, 0, 'HardSwish', 1),
        (3, 480, 112, 1, 'HardSwish', 1), (3, 672, 112, 1, 'HardSwish', 1),
        (5, 672, 160, 1, 'HardSwish', 2), (5, 960, 160, 1, 'HardSwish', 1), (5, 960, 160, 1, 'HardSwish', 1)
    Small = (3, 16, 16, 1, 'Relu', 2),
        (3, 72, 24, 0, 'Relu', 2), (3, 88, 24, 0, 'Relu', 1),
        (5, 96, 40, 1, 'HardSwish', 2), (5, 240, 40, 1, 'HardSwish', 1), (5, 240, 40, 1, 'HardSwish', 1),
        (5, 120, 48, 1, 'HardSwish', 1), (5, 144, 48, 1, 'HardSwish', 1),
        (5, 288, 96, 1, 'HardSwish', 2), (5, 576, 96, 1, 'HardSwish', 1), (5, 576, 96, 1, 'HardSwish', 1)
}
$head = @{ Large = 960, 1280; Small = 576, 1024 }

filter Add-ConvNorm([long] $Filters, $Kernel = 1, $Stride = 1) {
    $_ | New-ConvLayer $Filters $Kernel -Stride $Stride -Padding (($Kernel - 1) / 2) -NoBias | New-NormalizationLayer
}

# The nearest multiple of 8 that is at least nine tenths of the number.
function Get-Multiple([double] $Value) {
    $multiple = [math]::Max(8, [math]::Floor(($Value + 4) / 8) * 8)
    if ($multiple -lt 0.9 * $Value) { $multiple + 8 } else { $multiple }
}

filter Add-Gate {
    $channels = $_.OutputShape.Channels.Value
    $_ | New-PoolLayer -Global |
        New-ConvLayer (Get-Multiple ($channels / 4)) 1 | New-ActivationLayer Relu |
        New-ConvLayer $channels 1 | New-ActivationLayer HardSigmoid |
        New-MergeLayer -With $_ -Kind Multiply
}

filter Add-Block($Kernel, [long] $Expanded, [long] $Filters, $HasGate, $Activation, $Stride) {
    $channels = $_.OutputShape.Channels.Value
    $layer = if ($Expanded -eq $channels) { $_ } else { $_ | Add-ConvNorm $Expanded | New-ActivationLayer $Activation }
    $layer = $layer |
        New-DepthwiseConvLayer $Kernel -Stride $Stride -Padding (($Kernel - 1) / 2) -NoBias | New-NormalizationLayer | New-ActivationLayer $Activation
    $layer = if ($HasGate) { $layer | Add-Gate } else { $layer }
    $layer = $layer | Add-ConvNorm $Filters
    if ($Stride -eq 1 -and $Filters -eq $channels) { $layer | New-MergeLayer -With $_ } else { $layer }
}

foreach ($variant in $Size) {
    $layer = New-InputLayer 3,224,224 -Framework PyTorch -Network MobileNet-v3-$variant | Add-ConvNorm 16 3 2 | New-ActivationLayer HardSwish
    foreach ($block in $blocks[$variant]) {
        $kernel, $expanded, $filters, $gate, $activation, $stride = $block
        $layer = $layer | Add-Block $kernel $expanded $filters $gate $activation $stride
    }

    $layer | Add-ConvNorm $head[$variant][0] | New-ActivationLayer HardSwish |
        New-PoolLayer -Global | New-FlattenLayer |
        New-DenseLayer $head[$variant][1] | New-ActivationLayer HardSwish | New-DropoutLayer 0.2 |
        New-DenseLayer 1000
}
