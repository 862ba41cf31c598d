# BERT-base, uncased: Devlin, Chang, Lee, Toutanova, BERT: Pre-training of Deep Bidirectional Transformers for Language
# Understanding, arXiv:1810.04805, with the pooler. Outputs the network:
#   & ./examples/zoo/bert-base.ps1 | Measure-Network
param([long] $Length = 512)

$layer = $(
    New-InputLayer $Length -Name words -Network BERT-base | New-EmbeddingLayer 30522 768
    New-InputLayer $Length -Name segments | New-EmbeddingLayer 2 768
) | New-MergeLayer | New-PositionEmbeddingLayer -Length 512 | New-NormalizationLayer -Kind Layer | New-DropoutLayer 0.1
for ($i = 0; $i -lt 12; $i++) {
    $layer = $layer | New-TransformerBlock 12 3072 -Activation Gelu
}

# The pooler takes the first position.
$layer | New-SliceLayer 0 0 1 | New-FlattenLayer | New-DenseLayer 768 | New-ActivationLayer Tanh
