# Swin-T: Liu et al., Swin Transformer: Hierarchical Vision Transformer using Shifted Windows, arXiv:2103.14030, as in
# torchvision. Attention works within windows of 7x7; the shift between blocks moves elements and costs nothing.
# Outputs the network:
#   & ./examples/zoo/swin-t.ps1 | Measure-Network

filter Add-WindowAttention([long] $Heads) {
    $height, $width, $channels = $_.OutputShape.Sizes.Value
    $rows, $columns = ($height / 7), ($width / 7)
    $_ | New-ReshapeLayer $rows,7,$columns,7,$channels | New-PermuteLayer 0,2,1,3,4 | New-ReshapeLayer ($rows * $columns),49,$channels |
        New-AttentionLayer $Heads -RelativePosition 169 |
        New-ReshapeLayer $rows,$columns,7,7,$channels | New-PermuteLayer 0,2,1,3,4 | New-ReshapeLayer $height,$width,$channels
}

filter Add-Block([long] $Heads) {
    $layer = $_ | New-NormalizationLayer -Kind Layer | Add-WindowAttention $Heads | New-MergeLayer -With $_
    $layer | New-NormalizationLayer -Kind Layer | New-FeedForwardBlock (4 * $_.OutputShape.Channels.Value) -Activation Gelu | New-MergeLayer -With $layer
}

filter Add-Stage([int] $Blocks, [long] $Heads) {
    $layer = $_
    for ($i = 0; $i -lt $Blocks; $i++) {
        $layer = $layer | Add-Block $Heads
    }

    $layer
}

# Four neighbours become one position.
filter Add-Merging {
    $_ | New-PixelShuffleLayer 2 -Inverse | New-NormalizationLayer -Kind Layer | New-DenseLayer (2 * $_.OutputShape.Channels.Value) -NoBias
}

New-InputLayer 224,224,3 -Network Swin-T |
    New-ConvLayer 96 4 -Stride 4 | New-NormalizationLayer -Kind Layer |
    Add-Stage 2 3 | Add-Merging |
    Add-Stage 2 6 | Add-Merging |
    Add-Stage 6 12 | Add-Merging |
    Add-Stage 2 24 |
    New-NormalizationLayer -Kind Layer | New-PoolLayer -Global |
    New-DenseLayer 1000
