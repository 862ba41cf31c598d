# RegNet: Radosavovic, Kosaraju, Girshick, He, Dollár, Designing Network Design Spaces, arXiv:2003.13678, as in
# torchvision. Outputs the networks:
#   & ./examples/zoo/regnet.ps1 Y-400MF | Measure-Network
param([ValidateSet('X-400MF', 'Y-400MF', 'Y-8GF')] [string[]] $Name = @('X-400MF', 'Y-400MF', 'Y-8GF'))

# The width and the blocks of each stage, the width of a group, and whether blocks have a gate.
$variants = @{
    'X-400MF' = @{ Widths = 32, 64, 160, 400; Blocks = 1, 2, 7, 12; Group = 16; HasGate = $false }
    'Y-400MF' = @{ Widths = 48, 104, 208, 440; Blocks = 1, 3, 6, 6; Group = 8; HasGate = $true }
    'Y-8GF'   = @{ Widths = 224, 448, 896, 2016; Blocks = 2, 4, 10, 1; Group = 56; HasGate = $true }
}

filter Add-ConvNorm([long] $Filters, $Kernel = 1, $Stride = 1, $Groups = 1) {
    $_ | New-ConvLayer $Filters $Kernel -Stride $Stride -Padding (($Kernel - 1) / 2) -Groups $Groups -NoBias | New-NormalizationLayer
}

filter Add-Gate([long] $Squeezed) {
    $_ | New-PoolLayer -Global |
        New-ConvLayer $Squeezed 1 | New-ActivationLayer Relu |
        New-ConvLayer $_.OutputShape.Channels.Value 1 | New-ActivationLayer Sigmoid |
        New-MergeLayer -With $_ -Kind Multiply
}

filter Add-Block([long] $Width, $Stride, [long] $Group, [switch] $HasGate) {
    $channels = $_.OutputShape.Channels.Value
    $skip = if ($Stride -ne 1 -or $Width -ne $channels) { $_ | Add-ConvNorm $Width 1 $Stride } else { $_ }
    $layer = $_ | Add-ConvNorm $Width | New-ActivationLayer Relu |
        Add-ConvNorm $Width 3 $Stride ($Width / $Group) | New-ActivationLayer Relu
    $layer = if ($HasGate) { $layer | Add-Gate ([math]::Round($channels / 4)) } else { $layer }
    $layer | Add-ConvNorm $Width | New-MergeLayer -With $skip | New-ActivationLayer Relu
}

foreach ($network in $Name) {
    $variant = $variants[$network]
    $layer = New-InputLayer 3,224,224 -Framework PyTorch -Network RegNet-$network | Add-ConvNorm 32 3 2 | New-ActivationLayer Relu
    for ($stage = 0; $stage -lt 4; $stage++) {
        for ($i = 0; $i -lt $variant.Blocks[$stage]; $i++) {
            $layer = $layer | Add-Block $variant.Widths[$stage] $(if ($i -eq 0) { 2 } else { 1 }) $variant.Group -HasGate:$variant.HasGate
        }
    }

    $layer | New-PoolLayer -Global | New-FlattenLayer | New-DenseLayer 1000
}
