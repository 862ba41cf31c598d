# GPT-2: Radford et al., Language Models are Unsupervised Multitask Learners, 2019. The output layer shares the weights of
# the word embedding. Outputs the networks:
#   & ./examples/zoo/gpt-2.ps1 Small | Measure-Network
param([ValidateSet('Small', 'Medium', 'Large', 'XL')] [string[]] $Size = @('Small', 'Medium', 'Large', 'XL'), [long] $Length = 1024)

# The width, the blocks and the heads.
$variants = @{ Small = 768, 12, 12; Medium = 1024, 24, 16; Large = 1280, 36, 20; XL = 1600, 48, 25 }

foreach ($variant in $Size) {
    $width, $blocks, $heads = $variants[$variant]
    $words = New-InputLayer $Length -Network GPT-2-$variant | New-EmbeddingLayer 50257 $width -Name wte
    $layer = $words | New-PositionEmbeddingLayer -Length 1024 | New-DropoutLayer 0.1
    for ($i = 0; $i -lt $blocks; $i++) {
        $layer = $layer | New-TransformerBlock $heads (4 * $width) -Causal -PreNorm -Activation Gelu
    }

    $layer | New-NormalizationLayer -Kind Layer | New-DenseLayer 50257 -NoBias -TiedTo $words
}
