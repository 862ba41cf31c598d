# Vision Transformer: Dosovitskiy et al., An Image is Worth 16x16 Words, arXiv:2010.11929, as in torchvision. Outputs
# the networks:
#   & ./examples/zoo/vit.ps1 B-16 | Measure-Network
param([ValidateSet('B-16', 'L-16')] [string[]] $Size = @('B-16', 'L-16'))

# The width, the blocks and the heads.
$variants = @{ 'B-16' = 768, 12, 12; 'L-16' = 1024, 24, 16 }

foreach ($variant in $Size) {
    $width, $blocks, $heads = $variants[$variant]
    $layer = New-InputLayer 3,224,224 -Framework PyTorch -Network ViT-$variant |
        New-PatchEmbeddingBlock 16 $width -ClassToken -PositionEmbedding | New-DropoutLayer 0
    for ($i = 0; $i -lt $blocks; $i++) {
        $layer = $layer | New-TransformerBlock $heads (4 * $width) -PreNorm -Activation Gelu
    }

    # The output of the class token.
    $layer | New-NormalizationLayer -Kind Layer | New-SliceLayer 0 0 1 | New-FlattenLayer | New-DenseLayer 1000
}
