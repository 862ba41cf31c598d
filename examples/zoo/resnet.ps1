# ResNet: He, Zhang, Ren, Sun, Deep Residual Learning for Image Recognition, arXiv:1512.03385; ResNeXt: Xie et al.,
# arXiv:1611.05431; Wide ResNet: Zagoruyko, Komodakis, arXiv:1605.07146. As in torchvision: the stride in the 3x3
# convolution of a block, and no biases. Outputs the networks, all of them or some by name:
#   & ./examples/zoo/resnet.ps1 ResNet-50 | Measure-Network
param(
    [ValidateSet('ResNet-18', 'ResNet-34', 'ResNet-50', 'ResNet-101', 'ResNet-152', 'ResNeXt-50', 'Wide-ResNet-50')]
    [string[]] $Name = @('ResNet-18', 'ResNet-34', 'ResNet-50', 'ResNet-101', 'ResNet-152', 'ResNeXt-50', 'Wide-ResNet-50')
)

# The blocks of each stage; for bottlenecks, the width of the 3x3 convolution at 64 filters, and its groups.
$variants = @{
    'ResNet-18'      = @{ Blocks = 2, 2, 2, 2 }
    'ResNet-34'      = @{ Blocks = 3, 4, 6, 3 }
    'ResNet-50'      = @{ Blocks = 3, 4, 6, 3; Width = 64; Groups = 1 }
    'ResNet-101'     = @{ Blocks = 3, 4, 23, 3; Width = 64; Groups = 1 }
    'ResNet-152'     = @{ Blocks = 3, 8, 36, 3; Width = 64; Groups = 1 }
    'ResNeXt-50'     = @{ Blocks = 3, 4, 6, 3; Width = 128; Groups = 32 }
    'Wide-ResNet-50' = @{ Blocks = 3, 4, 6, 3; Width = 128; Groups = 1 }
}

filter Add-ConvNorm([long] $Filters, $Kernel, $Stride = 1, $Padding = 0, $Groups = 1) {
    $_ | New-ConvLayer $Filters $Kernel -Stride $Stride -Padding $Padding -Groups $Groups -NoBias | New-NormalizationLayer
}

filter Add-BasicBlock([long] $Filters, $Stride, [switch] $Project) {
    $skip = if ($Project) { $_ | Add-ConvNorm $Filters 1 $Stride } else { $_ }
    $_ |
        Add-ConvNorm $Filters 3 $Stride 1 | New-ActivationLayer Relu |
        Add-ConvNorm $Filters 3 1 1 |
        New-MergeLayer -With $skip | New-ActivationLayer Relu
}

filter Add-Bottleneck([long] $Filters, $Stride, [switch] $Project, [long] $Width, $Groups) {
    $inner = $Filters / 64 * $Width
    $skip = if ($Project) { $_ | Add-ConvNorm (4 * $Filters) 1 $Stride } else { $_ }
    $_ |
        Add-ConvNorm $inner 1 | New-ActivationLayer Relu |
        Add-ConvNorm $inner 3 $Stride 1 $Groups | New-ActivationLayer Relu |
        Add-ConvNorm (4 * $Filters) 1 |
        New-MergeLayer -With $skip | New-ActivationLayer Relu
}

filter Add-Stage([int] $Stage, $Variant) {
    $layer = $_
    $filters = 64 * [math]::Pow(2, $Stage)
    for ($i = 0; $i -lt $Variant.Blocks[$Stage]; $i++) {
        $stride = if ($i -eq 0 -and $Stage -gt 0) { 2 } else { 1 }
        $layer = if ($Variant.Width) {
            $layer | Add-Bottleneck $filters $stride -Project:($i -eq 0) -Width $Variant.Width -Groups $Variant.Groups
        }
        else {
            $layer | Add-BasicBlock $filters $stride -Project:($i -eq 0 -and $Stage -gt 0)
        }
    }

    $layer
}

foreach ($network in $Name) {
    $variant = $variants[$network]
    New-InputLayer 3,224,224 -Framework PyTorch -Network $network |
        Add-ConvNorm 64 7 2 3 | New-ActivationLayer Relu |
        New-PoolLayer 3 -Stride 2 -Padding 1 |
        Add-Stage 0 $variant | Add-Stage 1 $variant | Add-Stage 2 $variant | Add-Stage 3 $variant |
        New-PoolLayer -Global | New-FlattenLayer |
        New-DenseLayer 1000
}
